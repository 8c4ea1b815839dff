#include "kql/plugins/patterns.h"

namespace harrier::kql {

Result<Wildcards> ReadWildcards(const PluginCall& call, size_t i) {
  Wildcards out;
  for (; i < call.size(); ++i) {
    if (call.IsDefault(i)) continue;
    TRY(const plan::ExprPtr wildcard, call.ConstantExpr(i));
    if (!wildcard->is_literal()) return call.Bad(i, "a constant is wanted here");
    out.insert_or_assign(wildcard->type, wildcard->value);
  }
  return out;
}

Result<double> ReadNumber(const PluginCall& call, size_t i, double otherwise, double low, double high) {
  if (call.IsDefault(i)) return otherwise;
  TRY(const Value value, call.Constant(i, Type::kReal));
  if (!(value.real() >= low && value.real() <= high))
    return call.Bad(i, fmt::format("a number from {} to {} is wanted here", low, high));
  return value.real();
}

Result<plan::ExprPtr> ReadWeight(const PluginCall& call, size_t i, std::optional<plan::Column>& column) {
  if (call.IsDefault(i)) return plan::Lit(Value::Real(1));
  TRY(column, call.Column(i));
  if (!IsNumeric(column->type)) return call.Bad(i, "the weight is a column of numbers");
  return call.binder.Convert(plan::Ref(*column), Type::kReal);
}

Relation RowsOfAggregate(const PluginCall& call, std::string_view kernel, std::vector<plan::ExprPtr> args) {
  Binder& binder = call.binder;
  plan::AggCall gathered;
  gathered.op = plan::AggOp::kKernel;
  gathered.kernel = runtime::AllKernels().FindAggregate(kernel);
  HARRIER_CHECK(gathered.kernel != nullptr);
  gathered.args = std::move(args);
  gathered.outputs = {binder.NewColumn("patterns", Type::kDynamic)};
  const plan::Column patterns = gathered.outputs[0];
  const plan::NodePtr all =
      plan::MakeNode(plan::Aggregate{{}, {std::move(gathered)}}, {call.input.node}, {patterns});
  plan::Unnest unnest;
  unnest.sources = {plan::Ref(patterns)};
  unnest.with_index = true;
  const plan::Column element = binder.NewColumn("element", Type::kDynamic);
  const plan::Column number = binder.NewColumn("number", Type::kLong);
  plan::NodePtr rows = plan::MakeNode(std::move(unnest), {all}, {patterns, element, number});
  plan::Sort sort;
  sort.keys = {{plan::Ref(number), true, false}};
  rows = plan::MakeNode(std::move(sort), {rows}, rows->columns);
  Relation out;
  out.ordered = true;
  out.node = std::move(rows);
  return binder.Keep(out, {number, element});
}

plan::ExprPtr Part(Binder& binder, const Relation& rows, size_t i, Type type) {
  return binder.Convert(plan::CallKernel("dyn_path", {plan::Ref(rows.columns()[1]),
                                                      plan::Lit(Value::Dynamic(fmt::format("[{}]", i)))}),
                        type);
}

Result<plan::ExprPtr> ValuesOf(const PluginCall& call, const std::vector<plan::Column>& columns) {
  if (columns.empty()) return call.Bad("the table has no columns to look at");
  std::vector<plan::ExprPtr> values;
  for (const plan::Column& column : columns) values.push_back(plan::Ref(column));
  TRY(plan::ExprPtr all, call.binder.CallNamed("pack_array", std::move(values), call.span));
  return all;
}

void AppendPatternColumns(const PluginCall& call, const Relation& rows, size_t first,
                          const std::vector<plan::Column>& columns, const Wildcards& wildcards,
                          std::vector<NamedExpr>& items) {
  Binder& binder = call.binder;
  for (size_t i = 0; i < columns.size(); ++i) {
    const Type type = columns[i].type;
    const auto wildcard = wildcards.find(type);
    const plan::ExprPtr any = plan::Lit(wildcard != wildcards.end() ? wildcard->second
                                        : type == Type::kString     ? Value::String("")
                                                                    : Value::Null(type));
    plan::ExprPtr value = binder.Convert(
        plan::CallKernel("dyn_path", {plan::Ref(rows.columns()[1]),
                                      plan::Lit(Value::Dynamic(fmt::format("[{},0]", first + i)))}),
        type);
    const plan::ExprPtr free =
        plan::Apply(plan::Op::kIsNull, {Part(binder, rows, first + i, Type::kDynamic)});
    items.push_back(
        {columns[i].name, plan::ApplyAs(type, plan::Op::kCase, {free, any, std::move(value)}), call.span});
  }
}

plan::ExprPtr Percent(const plan::ExprPtr& part, const plan::ExprPtr& whole) {
  const plan::ExprPtr some = plan::Apply(plan::Op::kGt, {whole, plan::Lit(Value::Real(0))});
  plan::ExprPtr share =
      plan::Apply(plan::Op::kDiv, {plan::Apply(plan::Op::kMul, {plan::Lit(Value::Real(100)), part}), whole});
  return plan::ApplyAs(Type::kReal, plan::Op::kCase, {some, std::move(share), plan::Lit(Value::Real(0))});
}

}  // namespace harrier::kql
