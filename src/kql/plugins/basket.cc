#include "kql/plugins/patterns.h"

namespace harrier::kql {

namespace {

/// basket and autocluster have the same arguments but for the first and the third, and the same columns.
Result<Relation> BindSegments(PluginCall& call, std::string_view kernel, const plan::ExprPtr& first,
                              const plan::ExprPtr& third) {
  Binder& binder = call.binder;
  std::optional<plan::Column> weight_column;
  TRY(plan::ExprPtr weight, ReadWeight(call, 1, weight_column));
  TRY(const Wildcards wildcards, ReadWildcards(call, 3));
  std::vector<plan::Column> columns;
  for (const plan::Column& column : call.input.columns()) {
    if (!weight_column || column.id != weight_column->id) columns.push_back(column);
  }
  TRY(plan::ExprPtr values, ValuesOf(call, columns));
  const Relation rows = RowsOfAggregate(call, kernel, {std::move(values), std::move(weight), first, third});
  std::vector<NamedExpr> items = {
      {"SegmentId", plan::Ref(rows.columns()[0]), {}},
      {"Count", Part(binder, rows, 0, Type::kLong), {}},
      {"Percent", Percent(Part(binder, rows, 0, Type::kReal), Part(binder, rows, 2, Type::kReal)), {}}};
  AppendPatternColumns(call, rows, 4, columns, wildcards, items);
  return binder.Project(rows, std::move(items));
}

}  // namespace

// Kusto docs, basket plugin: all patterns that are frequent enough.
Result<Relation> BindBasket(PluginCall& call) {
  TRY(const double threshold, ReadNumber(call, 0, 0.05, 0, 1));
  TRY(const double dimensions, ReadNumber(call, 2, 5, 1, 100));
  return BindSegments(call, "basket", plan::Lit(Value::Real(threshold)),
                      plan::Lit(Value::Long(static_cast<int64_t>(dimensions))));
}

// Kusto docs, autocluster plugin: a few patterns for much of the table.
Result<Relation> BindAutocluster(PluginCall& call) {
  TRY(const double size_weight, ReadNumber(call, 0, 0.5, 0, 1));
  TRY(const double seeds, ReadNumber(call, 2, 25, 1, 1000));
  return BindSegments(call, "autocluster", plan::Lit(Value::Real(size_weight)),
                      plan::Lit(Value::Long(static_cast<int64_t>(seeds))));
}

}  // namespace harrier::kql
