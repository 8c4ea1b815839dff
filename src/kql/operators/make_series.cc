#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct MakeSeriesOp {
  struct Aggregate {
    syntax::ExprPtr call;
    syntax::ExprPtr default_value;
  };  // call may be syntax::Named
  std::vector<Aggregate> aggregates;
  syntax::ExprPtr axis;            // on …; may be syntax::Named
  syntax::ExprPtr from, to, step;  // `in range(a, b, c)` gives them too
  bool in_range = false;
  std::vector<syntax::ExprPtr> by;
};

void ReadMakeSeries(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  MakeSeriesOp series;
  do {
    MakeSeriesOp::Aggregate aggregate;
    aggregate.call = in.ReadNamed();
    if (in.Accept("default")) {
      in.Expect("=");
      aggregate.default_value = in.ReadExpression();
    }
    series.aggregates.push_back(std::move(aggregate));
  } while (in.Accept(","));
  in.Expect("on");
  // `in` belongs to the operator here, so the axis is no full expression.
  const uint32_t begin = in.Begin();
  if (in.AtName() && in.Peek(1).Is("=")) {
    syntax::Name name = in.ReadName("a column name");
    in.Take();
    series.axis = syntax::MakeExpr(in.From(begin), syntax::Named{{std::move(name)}, in.ReadPostfix(), false});
  } else {
    series.axis = in.ReadPostfix();
  }
  if (in.Accept("in")) {
    series.in_range = true;
    in.Expect("range");
    in.Expect("(");
    series.from = in.ReadExpression();
    in.Expect(",");
    series.to = in.ReadExpression();
    in.Expect(",");
    series.step = in.ReadExpression();
    in.Expect(")");
  } else {
    if (in.Accept("from")) series.from = in.ReadExpression();
    if (in.Accept("to")) series.to = in.ReadExpression();
    in.Expect("step");
    series.step = in.ReadExpression();
  }
  if (in.Accept("by")) series.by = in.ReadNamedList();
  op.node = std::move(series);
}

plan::ExprPtr Ticks(plan::ExprPtr expr) {
  return plan::Fold(plan::ApplyAs(Type::kLong, plan::Op::kWiden, {std::move(expr)}));
}

plan::ExprPtr LongCall(std::string_view kernel, plan::ExprPtr a, plan::ExprPtr b) {
  return plan::Fold(plan::CallKernel(kernel, {std::move(a), std::move(b)}));
}

plan::ExprPtr Long(int64_t v) {
  return plan::Lit(Value::Long(v));
}

/// The least or greatest value of the axis, for a series without `from` or `to`.
plan::ExprPtr Extreme(Binder& binder, LetValue::Tabular& shared, plan::ColumnId axis, plan::AggOp op) {
  const Relation all = binder.Reference(shared);
  size_t position = 0;
  while (shared.relation.columns()[position].id != axis) ++position;
  const plan::Column& column = all.columns()[position];
  plan::AggCall call;
  call.op = op;
  call.args = {plan::Ref(column)};
  call.outputs = {binder.NewColumn("extreme", column.type)};
  std::vector<plan::Column> columns = call.outputs;
  return plan::ScalarSubquery(
      plan::MakeNode(plan::Aggregate{{}, {std::move(call)}}, {all.node}, std::move(columns)));
}

/// The bins and a row that lies in none of them, so that a series without rows is there all the same; `bin`
/// and `values` become the new node's columns.
plan::NodePtr WithEmptyBin(Binder& binder, const plan::NodePtr& bins, plan::ExprPtr& bin,
                           std::vector<plan::ExprPtr>& values) {
  const auto columns = [&] {
    std::vector<plan::Column> out{binder.NewColumn("$bin", Type::kLong)};
    for (size_t i = 0; i < values.size(); ++i) out.push_back(binder.NewColumn("$value", Type::kDynamic));
    return out;
  };
  std::vector<plan::ExprPtr> there{bin}, none{Long(-1)};
  there.insert(there.end(), values.begin(), values.end());
  none.resize(there.size(), plan::Lit(Value::Null(Type::kDynamic)));
  const plan::NodePtr unit = binder.Unit().node;
  plan::NodePtr all = plan::MakeNode(plan::Union{},
                                     {plan::MakeNode(plan::Project{std::move(there)}, {bins}, columns()),
                                      plan::MakeNode(plan::Project{std::move(none)}, {unit}, columns())},
                                     columns());
  bin = plan::Ref(all->columns[0]);
  for (size_t i = 0; i < values.size(); ++i) values[i] = plan::Ref(all->columns[i + 1]);
  return all;
}

// Kusto docs, make-series operator: the rows fall into bins from `from` (or the least value, rounded down to
// a step) up to, not with, `to` (with it in the `in range` form); bins without rows hold the default.
Result<Relation> BindMakeSeries(Binder& binder, const MakeSeriesOp& op, const syntax::Operator& whole,
                                Relation input) {
  TRY(std::vector<NamedExpr> axis_item, binder.BindItem(*op.axis, RowScope{.row = &input}));
  const std::string axis_name = axis_item[0].name.empty() ? "Column1" : axis_item[0].name;
  Type axis_type = axis_item[0].expr->type;
  if (axis_type == Type::kInt || axis_type == Type::kDynamic || axis_type == Type::kDecimal)
    axis_type = axis_type == Type::kInt ? Type::kLong : Type::kReal;
  if (!IsTime(axis_type) && axis_type != Type::kLong && axis_type != Type::kReal) {
    return FailAt(op.axis->span, "KS141", ErrorCode::kSemantic,
                  "the axis of a series is a datetime, timespan or number, not {}", TypeName(axis_type));
  }
  // The axis as a column of the input.
  const plan::Column axis = binder.NewColumn("$axis", axis_type);
  std::vector<plan::Column> columns = input.columns();
  std::vector<plan::ExprPtr> exprs;
  for (const plan::Column& column : columns) exprs.push_back(plan::Ref(column));
  exprs.push_back(binder.Convert(axis_item[0].expr, axis_type));
  columns.push_back(axis);
  Relation rows = binder.WithNode(
      input, plan::MakeNode(plan::Project{std::move(exprs)}, {input.node}, std::move(columns)));

  const Type step_type = axis_type == Type::kDatetime ? Type::kTimespan : axis_type;
  auto bound = [&](const syntax::ExprPtr& expr, Type type) -> Result<plan::ExprPtr> {
    TRY(plan::ExprPtr value, binder.BindConstant(*expr));
    return plan::Fold(binder.Convert(std::move(value), type));
  };
  TRY(plan::ExprPtr step, bound(op.step, step_type));
  plan::ExprPtr from, to;
  std::optional<LetValue::Tabular> shared;
  if (op.from == nullptr || op.to == nullptr)
    shared = LetValue::Tabular{rows, binder.ids().NextShared(), false};
  if (op.from != nullptr) {
    TRY(from, bound(op.from, axis_type));
  } else {
    TRY(from,
        binder.CallNamed("bin", {Extreme(binder, *shared, axis.id, plan::AggOp::kMin), step}, whole.span));
  }
  bool to_inclusive = op.in_range;
  if (op.to != nullptr) {
    TRY(to, bound(op.to, axis_type));
  } else {
    to = Extreme(binder, *shared, axis.id, plan::AggOp::kMax);
    to_inclusive = true;
  }
  if (shared) {
    // The rows themselves go through the same shared subplan.
    const Relation reference = binder.Reference(*shared);
    std::vector<plan::ExprPtr> refs;
    for (const plan::Column& column : reference.columns()) refs.push_back(plan::Ref(column));
    rows = binder.WithNode(rows,
                           plan::MakeNode(plan::Project{std::move(refs)}, {reference.node}, rows.columns()));
  }

  // bin = floor((axis - from) / step); count of bins.
  plan::ExprPtr bin, count, value = plan::Ref(axis);
  const plan::ExprPtr in_range =
      plan::Apply(plan::Op::kAnd, {plan::Apply(plan::Op::kGe, {value, from}),
                                   plan::Apply(to_inclusive ? plan::Op::kLe : plan::Op::kLt, {value, to})});
  if (axis_type == Type::kReal) {
    auto floor_long = [](plan::ExprPtr e) {
      return plan::Fold(plan::CallKernel("real_to_long", {plan::CallKernel("floor_real", {std::move(e)})}));
    };
    bin = floor_long(plan::Apply(plan::Op::kDiv, {plan::Apply(plan::Op::kSub, {value, from}), step}));
    plan::ExprPtr steps =
        plan::Fold(plan::Apply(plan::Op::kDiv, {plan::Apply(plan::Op::kSub, {to, from}), step}));
    count = to_inclusive
                ? LongCall("add_long", floor_long(steps), Long(1))
                : plan::Fold(plan::CallKernel("real_to_long", {plan::CallKernel("ceiling_real", {steps})}));
  } else {
    const plan::ExprPtr start = Ticks(from), width = Ticks(step);
    bin = LongCall("divide_long", LongCall("subtract_long", Ticks(value), start), width);
    const plan::ExprPtr length = LongCall("subtract_long", Ticks(to), start);
    count = to_inclusive
                ? LongCall("add_long", LongCall("divide_long", length, width), Long(1))
                : LongCall("divide_long",
                           LongCall("subtract_long", LongCall("add_long", length, width), Long(1)), width);
  }
  const Relation in = binder.Filter(rows, in_range);

  // Aggregate by keys and bin.
  std::vector<syntax::ExprPtr> calls;
  for (const MakeSeriesOp::Aggregate& aggregate : op.aggregates) calls.push_back(aggregate.call);
  Relation keyed = in;
  TRY(std::vector<NamedExpr> by, binder.BindItems(op.by, keyed));
  plan::Aggregate aggregate;
  std::vector<plan::Column> outputs;
  std::vector<plan::Column> keys;
  int unnamed = 1;
  for (NamedExpr& key : by) {
    if (key.name.empty()) key.name = fmt::format("Column{}", unnamed++);
    plan::Column column = binder.NewColumn(key.name, key.expr->type);
    keys.push_back(column);
    outputs.push_back(column);
    aggregate.keys.emplace_back(std::move(column), key.expr);
  }
  const plan::Column bin_column = binder.NewColumn("$bin", Type::kLong);
  outputs.push_back(bin_column);
  aggregate.keys.emplace_back(bin_column, bin);
  TRY(std::vector<NamedExpr> values, binder.BindAggregates(calls, in, aggregate.aggs));
  if (values.size() != calls.size()) {
    return FailAt(whole.span, "KS139", ErrorCode::kSemantic, "an aggregate of make-series gives one value");
  }
  for (const plan::AggCall& call : aggregate.aggs)
    outputs.insert(outputs.end(), call.outputs.begin(), call.outputs.end());
  plan::NodePtr grouped = plan::MakeNode(std::move(aggregate), {keyed.node}, std::move(outputs));

  std::vector<plan::ExprPtr> series_values;
  for (const NamedExpr& named : values) series_values.push_back(binder.Convert(named.expr, Type::kDynamic));
  plan::ExprPtr series_bin = plan::Ref(bin_column);
  if (ParameterText(whole, "kind") == "nonempty" && keys.empty())
    grouped = WithEmptyBin(binder, grouped, series_bin, series_values);

  plan::MakeSeries series;
  series.axis_type = axis_type;
  series.from = from;
  series.step = step;
  series.count = count;
  series.bin = series_bin;
  std::vector<plan::Column> out;
  for (const plan::Column& key : keys) {
    series.keys.push_back(plan::Ref(key));
    out.push_back(binder.NewColumn(key.name, key.type));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const Type type = values[i].expr->type;
    plan::ExprPtr otherwise;
    if (op.aggregates[i].default_value != nullptr) {
      TRY(otherwise, binder.BindConstant(*op.aggregates[i].default_value));
      const bool integer_for_real = type == Type::kReal && IsInteger(otherwise->type);
      if (integer_for_real) otherwise = binder.Convert(std::move(otherwise), Type::kReal);
    } else {
      otherwise = type == Type::kReal ? plan::Lit(Value::Real(0))
                  : IsNumeric(type)   ? Long(0)
                                      : plan::Lit(Value::Null(Type::kDynamic));
    }
    otherwise = plan::Fold(binder.Convert(std::move(otherwise), Type::kDynamic));
    if (otherwise->value.is_null()) otherwise = plan::Lit(Value::Dynamic("null"));
    series.series.push_back({series_values[i], std::move(otherwise)});
    out.push_back(binder.NewColumn(
        values[i].name.empty() ? fmt::format("Column{}", unnamed++) : values[i].name, Type::kDynamic));
  }
  out.push_back(binder.NewColumn(axis_name, Type::kDynamic));
  Relation result;
  result.node = plan::MakeNode(std::move(series), {std::move(grouped)}, std::move(out));
  // A grouping key may be the axis's own name.
  return binder.Keep(result, result.columns());
}

}  // namespace

const OperatorDef kMakeSeriesOperator{
    {"make-series"}, ReadMakeSeries, BindNode<MakeSeriesOp, BindMakeSeries>};

}  // namespace harrier::kql
