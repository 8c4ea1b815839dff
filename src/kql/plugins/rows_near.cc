#include "kql/plugins/plugin.h"

namespace harrier::kql {

namespace {

/// The number of the nearest row, up to this one in the order, for which the condition is true.
plan::WindowCall Nearest(Binder& binder, const plan::Column& ordinal, const plan::ExprPtr& marked,
                         bool ascending) {
  plan::WindowCall call;
  call.op = plan::WindowOp::kLastValue;
  call.args = {marked};
  call.order_by = {{plan::Ref(ordinal), ascending, false}};
  call.output = binder.NewColumn(ascending ? "$before" : "$after", Type::kLong);
  return call;
}

}  // namespace

// Kusto docs, rows_near plugin: the rows within some rows of one for which the condition is true.
Result<Relation> BindRowsNear(PluginCall& call) {
  TRY_OK(call.CheckCount(2, 3));
  Binder& binder = call.binder;
  Relation input = call.input;
  TRY(const plan::ExprPtr condition, binder.BindPredicateOver(call.value(0), input));
  TRY(const Value before, call.Constant(1, Type::kLong));
  Value after = before;
  if (call.size() == 3) {
    TRY(after, call.Constant(2, Type::kLong));
  }
  for (size_t i = 1; i < call.size(); ++i) {
    if ((i == 1 ? before : after).integer() < 0) return call.Bad(i, "a number of rows is not negative");
  }
  plan::WindowCall number;
  number.output = binder.NewColumn("$row", Type::kLong);
  const plan::Column ordinal = number.output;
  std::vector<plan::Column> columns = input.columns();
  columns.push_back(ordinal);
  const plan::NodePtr numbered = plan::MakeNode(plan::Window{{std::move(number)}}, {input.node}, columns);

  const plan::ExprPtr marked = plan::ApplyAs(
      Type::kLong, plan::Op::kCase, {condition, plan::Ref(ordinal), plan::Lit(Value::Null(Type::kLong))});
  plan::Window nearest{{Nearest(binder, ordinal, marked, true), Nearest(binder, ordinal, marked, false)}};
  const plan::Column last = nearest.calls[0].output, next = nearest.calls[1].output;
  columns.push_back(last);
  columns.push_back(next);
  Relation found = binder.WithNode(input, plan::MakeNode(std::move(nearest), {numbered}, std::move(columns)));
  const auto within = [&](const plan::Column& from, const plan::Column& to, const Value& most) {
    return plan::Apply(plan::Op::kLe, {plan::CallKernel("subtract_long", {plan::Ref(to), plan::Ref(from)}),
                                       plan::Lit(most)});
  };
  found = binder.Filter(std::move(found), plan::Apply(plan::Op::kOr, {within(last, ordinal, after),
                                                                      within(ordinal, next, before)}));
  plan::Sort sort;
  sort.keys = {{plan::Ref(ordinal), true, false}};
  found = binder.WithNode(found, plan::MakeNode(std::move(sort), {found.node}, found.columns()));
  Relation out = binder.Keep(found, call.input.columns());
  out.ordered = true;
  return out;
}

}  // namespace harrier::kql
