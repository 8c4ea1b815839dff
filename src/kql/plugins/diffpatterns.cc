#include "kql/plugins/patterns.h"

namespace harrier::kql {

// Kusto docs, diffpatterns plugin: patterns that the rows of one value of a column have more often than those
// of another.
Result<Relation> BindDiffpatterns(PluginCall& call) {
  TRY_OK(call.CheckCount(3, SIZE_MAX));
  Binder& binder = call.binder;
  TRY(const plan::Column split, call.Column(0));
  plan::ExprPtr in_set[2];
  std::optional<plan::Column> weight_column;
  TRY(const plan::ExprPtr weight, ReadWeight(call, 3, weight_column));
  for (size_t i = 0; i < 2; ++i) {
    TRY(const Value side, call.Constant(i + 1, Type::kString));
    const plan::ExprPtr same = plan::Apply(plan::Op::kEq, {binder.ToText(plan::Ref(split)), plan::Lit(side)});
    in_set[i] = plan::ApplyAs(Type::kReal, plan::Op::kCase, {same, weight, plan::Lit(Value::Real(0))});
  }
  TRY(const double threshold, ReadNumber(call, 4, 0.05, 0.015, 1));
  // Beyond eight values that do not follow from others there is little to find, and much to search.
  TRY(const double dimensions, ReadNumber(call, 5, 8, 1, 100));
  TRY(const Wildcards wildcards, ReadWildcards(call, 6));
  std::vector<plan::Column> columns;
  for (const plan::Column& column : call.input.columns()) {
    if (column.id != split.id && (!weight_column || column.id != weight_column->id))
      columns.push_back(column);
  }
  TRY(plan::ExprPtr values, ValuesOf(call, columns));
  const Relation rows =
      RowsOfAggregate(call, "diffpatterns",
                      {std::move(values), in_set[0], in_set[1], plan::Lit(Value::Real(threshold)),
                       plan::Lit(Value::Long(static_cast<int64_t>(dimensions)))});
  const auto real = [&](size_t i) { return Part(binder, rows, i, Type::kReal); };
  const plan::ExprPtr a = Percent(real(0), real(2)), b = Percent(real(1), real(3));
  std::vector<NamedExpr> items = {
      {"SegmentId", plan::Ref(rows.columns()[0]), {}},
      {"CountA", Part(binder, rows, 0, Type::kLong), {}},
      {"CountB", Part(binder, rows, 1, Type::kLong), {}},
      {"PercentA", a, {}},
      {"PercentB", b, {}},
      {"PercentDiffAB", plan::CallKernel("abs_real", {plan::Apply(plan::Op::kSub, {a, b})}), {}}};
  AppendPatternColumns(call, rows, 4, columns, wildcards, items);
  return binder.Project(rows, std::move(items));
}

}  // namespace harrier::kql
