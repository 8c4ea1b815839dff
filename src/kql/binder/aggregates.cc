#include "kql/binder/call_context.h"
#include "kql/functions/signature.h"

namespace harrier::kql {

namespace {

plan::AggCall NewCall(plan::AggOp op) {
  plan::AggCall call;
  call.op = op;
  return call;
}

/// What the input was sorted by, if all of it can still be told (Kusto docs, make_list: sorted input keeps
/// its order).
std::vector<plan::SortKey> OrderStillThere(const Relation& input) {
  for (const plan::SortKey& key : input.order) {
    const bool there = key.expr->kind == plan::Expr::Kind::kColumn &&
                       std::any_of(input.columns().begin(), input.columns().end(),
                                   [&](const plan::Column& c) { return c.id == key.expr->column; });
    if (!there) return {};
  }
  return input.order;
}

}  // namespace

Result<plan::ExprPtr> Binder::BindAggregateCall(const AggregateDef& def, const syntax::Call& call,
                                                const RowScope& scope, Span span) {
  const Relation& input = *scope.aggregate_input;
  RowScope inner{.row = &input};
  std::vector<plan::ExprPtr> args;
  std::vector<Span> spans;
  for (const syntax::ExprPtr& argument : call.arguments) {
    if (argument->As<syntax::Star>() != nullptr && def.name == "count") continue;
    TRY(plan::ExprPtr arg, BindScalar(*argument, inner));
    args.push_back(std::move(arg));
    spans.push_back(argument->span);
  }
  TRY(PreparedCall prepared, Prepare(def.name, def.signatures, std::move(args), spans, span));
  BoundCallContext context(*this, def.name, span, spans);
  plan::AggCall bound;
  if (def.lower != nullptr) {
    TRY(bound, def.lower(context, prepared.args));
  } else {
    const std::string kernel = ExpandKernelName(def.kernel, prepared.args);
    bound.op = plan::AggOp::kKernel;
    bound.kernel = runtime::AllKernels().FindAggregate(kernel);
    if (bound.kernel == nullptr) {
      return FailAt(span, "", ErrorCode::kNotSupported, "not supported: {} of {}", def.name,
                    args.empty() ? "nothing" : TypeName(prepared.args.front()->type));
    }
    bound.args = std::move(prepared.args);
    bound.outputs = {{-1, "", bound.kernel->result.type}};
  }
  HARRIER_CHECK(bound.outputs.size() == 1);
  bound.outputs[0].id = ids_.NextColumn();
  bound.outputs[0].name = std::string(def.name);
  if (bound.op == plan::AggOp::kList) bound.order_by = OrderStillThere(input);
  plan::ExprPtr value = plan::Ref(bound.outputs[0], span);
  scope.aggregates->push_back(std::move(bound));
  if (def.finish != nullptr) return def.finish(context, std::move(value));
  return value;
}

bool Binder::IsMultiAggregate(std::string_view name) {
  static constexpr std::string_view kNames[] = {"arg_max",  "argmax", "arg_min", "argmin",
                                                "take_any", "any",    "anyif",   "take_anyif"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

Result<std::optional<std::vector<NamedExpr>>> Binder::BindMultiAggregate(const syntax::Call& call,
                                                                         const RowScope& scope, Span span) {
  const std::string& name = call.function.text;
  const Relation& input = *scope.aggregate_input;
  RowScope inner{.row = &input};
  std::vector<NamedExpr> out;

  const bool arg_max = name == "arg_max" || name == "argmax", arg_min = name == "arg_min" || name == "argmin";
  if (arg_max || arg_min) {
    if (call.arguments.empty())
      return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() needs an expression", name);
    plan::AggCall agg = NewCall(arg_max ? plan::AggOp::kArgMax : plan::AggOp::kArgMin);
    TRY(plan::ExprPtr key, BindScalar(*call.arguments[0], inner));
    agg.args.push_back(key);
    std::unordered_set<std::string> taken;
    auto carry = [&](std::string column, const plan::ExprPtr& expr) {
      agg.args.push_back(expr);
      agg.outputs.push_back(NewColumn(column, expr->type));
      out.push_back({std::move(column), plan::Ref(agg.outputs.back(), span), span});
    };
    const std::string key_name = NameOf(*call.arguments[0]);
    taken.insert(key_name);
    carry(key_name.empty() ? fmt::format("{}_", arg_max ? "max" : "min") : key_name, key);
    for (size_t i = 1; i < call.arguments.size(); ++i) {
      const syntax::Expr& argument = *call.arguments[i];
      if (argument.As<syntax::Star>() != nullptr) {
        for (const plan::Column& column : input.columns()) {
          if (scope.grouped != nullptr && scope.grouped->contains(column.name)) continue;
          if (taken.insert(column.name).second) carry(column.name, plan::Ref(column, argument.span));
        }
        continue;
      }
      TRY(std::vector<NamedExpr> bound, BindItem(argument, inner));
      for (NamedExpr& one : bound) {
        taken.insert(one.name);
        carry(one.name, one.expr);
      }
    }
    scope.aggregates->push_back(std::move(agg));
    return std::optional(std::move(out));
  }

  if (name == "take_any" || name == "any" || name == "anyif" || name == "take_anyif") {
    const bool conditional = name.ends_with("if");
    plan::ExprPtr filter;
    size_t count = call.arguments.size();
    if (conditional) {
      if (count != 2)
        return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes an expression and a condition", name);
      TRY(filter, BindPredicate(*call.arguments[1], inner));
      count = 1;
    }
    auto add = [&](std::string column, plan::ExprPtr expr) {
      plan::AggCall agg = NewCall(plan::AggOp::kAny);
      agg.filter = filter;
      agg.outputs = {NewColumn(column, expr->type)};
      agg.args = {std::move(expr)};
      out.push_back({std::move(column), plan::Ref(agg.outputs[0], span), span});
      scope.aggregates->push_back(std::move(agg));
    };
    // All columns must come from one row, so several are carried together.
    std::vector<NamedExpr> items;
    for (size_t i = 0; i < count; ++i) {
      const syntax::Expr& argument = *call.arguments[i];
      if (argument.As<syntax::Star>() != nullptr) {
        for (const plan::Column& column : input.columns()) {
          if (scope.grouped != nullptr && scope.grouped->contains(column.name)) continue;
          items.push_back({column.name, plan::Ref(column, argument.span), argument.span});
        }
      } else {
        TRY(std::vector<NamedExpr> bound, BindItem(argument, inner));
        for (NamedExpr& one : bound) items.push_back(std::move(one));
      }
    }
    const std::string_view prefix = name.starts_with("any") ? "any_" : "";
    if (items.size() == 1) {
      add(fmt::format("{}{}", prefix, items[0].name), items[0].expr);
    } else if (!items.empty()) {
      plan::AggCall agg = NewCall(plan::AggOp::kArgMax);
      agg.filter = filter;
      agg.args.push_back(plan::Lit(Value::Long(0)));
      for (NamedExpr& item : items) {
        const std::string column = fmt::format("{}{}", prefix, item.name);
        agg.args.push_back(item.expr);
        agg.outputs.push_back(NewColumn(column, item.expr->type));
        out.push_back({column, plan::Ref(agg.outputs.back(), span), span});
      }
      scope.aggregates->push_back(std::move(agg));
    }
    return std::optional(std::move(out));
  }

  const bool weighted = name == "percentilesw" || name == "percentilew";
  if (name == "percentiles" || name == "percentile" || weighted) {
    const size_t first = weighted ? 2 : 1;
    const AggregateDef* def = functions().FindAggregate(weighted ? "percentilew" : "percentile");
    if (def == nullptr || call.arguments.size() <= first) return std::optional<std::vector<NamedExpr>>();
    for (size_t i = first; i < call.arguments.size(); ++i) {
      syntax::Call single{{std::string(def->name), call.function.span, false}, {}};
      for (size_t j = 0; j < first; ++j) single.arguments.push_back(call.arguments[j]);
      single.arguments.push_back(call.arguments[i]);
      TRY(plan::ExprPtr value, BindAggregateCall(*def, single, scope, span));
      TRY(plan::ExprPtr rank, BindConstant(*call.arguments[i]));
      std::string digits = rank->type == Type::kReal ? fmt::format("{}", rank->value.real()) : "";
      if (rank->is_literal() && IsInteger(rank->type)) digits = fmt::format("{}", rank->value.integer());
      std::replace(digits.begin(), digits.end(), '.', '_');
      out.push_back(
          {fmt::format("percentile_{}_{}", NameOf(*call.arguments[0]), digits), std::move(value), span});
    }
    return std::optional(std::move(out));
  }
  return std::optional<std::vector<NamedExpr>>();
}

}  // namespace harrier::kql
