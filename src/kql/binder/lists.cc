#include "kql/binder/binder.h"

namespace harrier::kql {

namespace {

/// The one-column table that a list operator looks into.
Relation FirstColumn(Binder& binder, const Relation& table) {
  return binder.Keep(table, {table.columns().front()});
}

}  // namespace

Result<plan::ExprPtr> Binder::BindSubqueryList(std::string_view op, plan::ExprPtr left, const Relation& table,
                                               Span span) {
  if (table.columns().empty())
    return FailAt(span, "KS190", ErrorCode::kSemantic, "the table after '{}' has no columns", op);
  Relation column = FirstColumn(*this, table);
  const bool negated = op.starts_with("!");
  const std::string_view bare = negated ? op.substr(1) : op;
  if (bare == "has_any" || bare == "has_all") {
    // The table's values as one array, computed once.
    plan::AggCall set;
    set.op = plan::AggOp::kSet;
    set.args = {Convert(ToText(plan::Ref(column.columns()[0])), Type::kDynamic)};
    set.outputs = {NewColumn("values", Type::kDynamic)};
    std::vector<plan::Column> outputs = set.outputs;
    plan::NodePtr all =
        plan::MakeNode(plan::Aggregate{{}, {std::move(set)}}, {column.node}, std::move(outputs));
    return BindTextOperator(op, std::move(left), plan::ScalarSubquery(std::move(all), span), span);
  }
  plan::ExprPtr member = plan::Ref(column.columns()[0]);
  const bool fold_case = bare == "in~";
  if (fold_case) {
    left = plan::CallKernel("tolower", {ToText(std::move(left))}, span);
    member = plan::CallKernel("tolower", {ToText(std::move(member))}, span);
  } else {
    TRY_OK(Unify(left, member, span));
  }
  const Relation values = Project(column, {{"value", std::move(member), span}});
  plan::ExprPtr in = plan::InSubquery(std::move(left), values.node, span);
  return negated ? plan::Apply(plan::Op::kNot, {std::move(in)}, span) : in;
}

// in, !in, in~, !in~, has_any, has_all with a list in parentheses (Kusto docs, in operator): values, dynamic
// arrays whose elements count, or one table.
Result<plan::ExprPtr> Binder::BindInList(const syntax::InList& in, const RowScope& scope, Span span) {
  TRY(plan::ExprPtr left, BindScalar(*in.left, scope));
  std::vector<plan::ExprPtr> items;
  for (const syntax::ExprPtr& item : in.items) {
    TRY(Bound bound, BindAny(*item, scope));
    if (auto* table = std::get_if<Relation>(&bound)) {
      if (in.items.size() == 1) return BindSubqueryList(in.op, std::move(left), *table, span);
      return FailAt(item->span, "KS108", ErrorCode::kSemantic, "a table must stand alone after '{}'", in.op);
    }
    items.push_back(plan::Fold(std::get<plan::ExprPtr>(bound)));
  }
  if (in.op == "has_any" || in.op == "has_all") {
    plan::ExprPtr list;
    if (items.size() == 1 && items[0]->type == Type::kDynamic) {
      list = items[0];
    } else {
      TRY(list, CallNamed("pack_array", items, span));
    }
    return BindTextOperator(in.op, std::move(left), plan::Fold(list), span);
  }

  const bool negated = in.op.starts_with("!");
  const bool fold_case = in.op.ends_with("~");
  // Arrays are spread into their elements; what is no constant array is looked into row by row.
  std::vector<plan::ExprPtr> values;
  std::vector<plan::ExprPtr> arrays;
  for (plan::ExprPtr& item : items) {
    if (item->type != Type::kDynamic) {
      values.push_back(std::move(item));
      continue;
    }
    arrays.push_back(std::move(item));
  }
  if (values.empty() && arrays.empty()) return plan::Lit(Value::Bool(negated), span);
  std::vector<plan::ExprPtr> any;
  if (!arrays.empty()) {
    const std::string_view kernel = fold_case ? "array_contains_ci" : "array_contains";
    for (plan::ExprPtr& array : arrays)
      any.push_back(plan::CallKernel(kernel, {std::move(array), ToText(left)}, span));
  }
  if (!values.empty() && fold_case) {
    for (plan::ExprPtr& value : values) {
      any.push_back(plan::CallKernel("equals_ci", {ToText(left), ToText(std::move(value))}, span));
    }
  } else if (!values.empty()) {
    // One comparison type for all: the column's where the values are constants, so that it stays bare.
    const bool constants =
        std::all_of(values.begin(), values.end(), [](const auto& v) { return v->is_literal(); });
    std::vector<plan::ExprPtr> args{left};
    bool uniform = constants;
    for (plan::ExprPtr& value : values) {
      plan::ExprPtr l = left, v = value;
      TRY_OK(Unify(l, v, span));
      if (l != left) uniform = false;
      args.push_back(std::move(v));
    }
    if (uniform) {
      any.push_back(plan::Apply(plan::Op::kIn, std::move(args), span));
    } else {
      for (plan::ExprPtr& value : values) {
        TRY(plan::ExprPtr equal, Compare(plan::Op::kEq, left, value, span));
        any.push_back(std::move(equal));
      }
    }
  }
  plan::ExprPtr found = any.size() == 1 ? any[0] : plan::Apply(plan::Op::kOr, std::move(any), span);
  if (!negated) return found;
  if (found->kind == plan::Expr::Kind::kOp && found->op == plan::Op::kIn)
    return plan::Apply(plan::Op::kNotIn, found->args, span);
  return plan::Apply(plan::Op::kNot, {std::move(found)}, span);
}

}  // namespace harrier::kql
