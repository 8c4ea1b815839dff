#include "kql/binder/call_context.h"

namespace harrier::kql {

namespace {

/// "rsquare: real" → name and type.
std::pair<std::string, Type> TupleColumn(std::string_view text) {
  const size_t colon = text.find(':');
  HARRIER_CHECK(colon != std::string_view::npos);
  return {std::string(text.substr(0, colon)),
          TypeFromName(text.substr(text.find_first_not_of(' ', colon + 1))).value()};
}

/// The call that an item is, looking through parentheses.
const syntax::Call* CallOf(const syntax::Expr& expr) {
  if (const auto* paren = expr.As<syntax::Paren>()) return CallOf(*paren->inner);
  return expr.As<syntax::Call>();
}

/// Calls over the sequence of rows want one (Kusto docs, window functions: serialized row sets).
Status CheckSerialized(const Relation& input, Span span) {
  if (input.ordered) return Ok();
  return FailAt(span, "", ErrorCode::kSemantic,
                "prev(), next() and the row_…() functions want rows in an order: put sort, top or serialize "
                "before them");
}

}  // namespace

Result<std::vector<NamedExpr>> Binder::BindItem(const syntax::Expr& item, const RowScope& scope) {
  const auto* named = item.As<syntax::Named>();
  const syntax::Expr& value = named != nullptr ? *named->value : item;
  std::vector<NamedExpr> out;
  const syntax::Call* call = CallOf(value);

  if (call != nullptr && scope.aggregates != nullptr) {
    TRY(std::optional<std::vector<NamedExpr>> several, BindMultiAggregate(*call, scope, value.span));
    if (several) out = std::move(*several);
  }
  if (out.empty() && call != nullptr) {
    const FunctionDef* def = functions().Find(call->function.text);
    if (def != nullptr && !def->tuple.empty() && environment_->Find(call->function.text) == nullptr) {
      TRY(plan::ExprPtr array, BindScalar(value, scope));
      const std::string first = call->arguments.empty() ? "" : NameOf(*call->arguments.front());
      for (size_t i = 0; i < def->tuple.size(); ++i) {
        auto [name, type] = TupleColumn(def->tuple[i]);
        plan::ExprPtr element = plan::CallKernel(
            "dyn_path", {array, plan::Lit(Value::Dynamic(fmt::format("[{}]", i)))}, value.span);
        out.push_back(
            {fmt::format("{}_{}_{}", def->name, first, name), Convert(std::move(element), type), value.span});
      }
    }
  }
  if (out.empty() && call != nullptr) {
    TRY(out, BindColumns(*call, scope, value.span));
  }
  if (out.empty()) {
    TRY(plan::ExprPtr expr, BindScalar(value, scope));
    out.push_back({named == nullptr ? NameOf(value) : "", std::move(expr), item.span});
  }
  if (named == nullptr) return out;

  // (a, b) = f(…): names for the first columns; a dynamic array is taken apart if there are more names.
  if (named->names.size() > out.size() && out.size() == 1 && out[0].expr->type == Type::kDynamic) {
    const plan::ExprPtr array = out[0].expr;
    out.clear();
    for (size_t i = 0; i < named->names.size(); ++i) {
      out.push_back({"",
                     plan::CallKernel("dyn_path", {array, plan::Lit(Value::Dynamic(fmt::format("[{}]", i)))},
                                      value.span),
                     item.span});
    }
  }
  if (named->names.size() > out.size()) {
    return FailAt(item.span, "KS150", ErrorCode::kSemantic, "{} names are given for {} values",
                  named->names.size(), out.size());
  }
  if (named->parenthesised && named->names.size() < out.size() && scope.aggregates == nullptr)
    out.resize(named->names.size());
  for (size_t i = 0; i < named->names.size(); ++i) out[i].name = named->names[i].text;
  return out;
}

Result<std::vector<NamedExpr>> Binder::BindColumns(const syntax::Call& call, const RowScope& scope,
                                                   Span span) {
  std::vector<NamedExpr> out;
  const FunctionDef* def = functions().Find(call.function.text);
  if (def == nullptr || def->columns == nullptr || environment_->Find(call.function.text) != nullptr)
    return out;
  std::vector<plan::ExprPtr> args;
  std::vector<std::string> names;
  std::vector<Span> spans;
  for (const syntax::ExprPtr& argument : call.arguments) {
    TRY(plan::ExprPtr arg, BindScalar(*argument, scope));
    args.push_back(plan::Fold(arg));
    names.push_back(NameOf(*argument));
    spans.push_back(argument->span);
  }
  TRY(PreparedCall prepared, Prepare(def->name, def->signatures, std::move(args), spans, span));
  BoundCallContext context(*this, def->name, span, spans);
  TRY(auto columns, def->columns(context, std::move(prepared.args), names));
  for (auto& [name, value] : columns) out.push_back({std::move(name), plan::Fold(value), span});
  return out;
}

Result<std::vector<NamedExpr>> Binder::BindItems(const std::vector<syntax::ExprPtr>& items, Relation& input) {
  std::vector<plan::WindowCall> windows;
  std::vector<NamedExpr> out;
  // The row that names refer to must outlive the binding, and `input` may change below.
  const Relation row = input;
  RowScope scope{.row = &row, .windows = &windows};
  for (const syntax::ExprPtr& item : items) {
    if (item->As<syntax::Star>() != nullptr) {
      for (const plan::Column& column : row.columns())
        out.push_back({column.name, plan::Ref(column), item->span});
      continue;
    }
    std::vector<NamedExpr> bound =
        OrReport(BindItem(*item, scope), std::vector<NamedExpr>{{"", Unknown(item->span), item->span}});
    if (bound.size() == 1 && bound[0].expr->type == Type::kUnknown && bound[0].name.empty()) {
      if (const auto* named = item->As<syntax::Named>())
        bound[0].name = named->names.front().text;
      else
        bound[0].name = NameOf(*item);
    }
    for (NamedExpr& one : bound) out.push_back(std::move(one));
  }
  if (!windows.empty()) {
    TRY_OK(CheckSerialized(input, items.front()->span));
    input = AddWindows(input, std::move(windows));
  }
  return out;
}

Result<plan::ExprPtr> Binder::BindPredicateOver(const syntax::Expr& expr, Relation& input) {
  std::vector<plan::WindowCall> windows;
  const Relation row = input;
  RowScope scope{.row = &row, .windows = &windows};
  TRY(plan::ExprPtr predicate, BindPredicate(expr, scope));
  if (!windows.empty()) {
    TRY_OK(CheckSerialized(input, expr.span));
    input = AddWindows(input, std::move(windows));
  }
  return predicate;
}

Result<std::vector<NamedExpr>> Binder::BindAggregates(const std::vector<syntax::ExprPtr>& items,
                                                      const Relation& input, std::vector<plan::AggCall>& aggs,
                                                      const std::set<std::string, std::less<>>& grouped) {
  RowScope scope{.aggregates = &aggs, .aggregate_input = &input, .grouped = &grouped};
  std::vector<NamedExpr> out;
  for (const syntax::ExprPtr& item : items) {
    std::vector<NamedExpr> bound =
        OrReport(BindItem(*item, scope), std::vector<NamedExpr>{{"", Unknown(item->span), item->span}});
    for (NamedExpr& one : bound) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace harrier::kql
