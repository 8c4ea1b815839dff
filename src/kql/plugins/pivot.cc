#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, pivot plugin: the values of a column become columns that hold an aggregate; the columns named
// after it (all others, if none are) group the rows. Which values there are, the data says.
Result<Relation> BindPivot(PluginCall& call) {
  Binder& binder = call.binder;
  const Relation& input = call.input;
  TRY_OK(call.CheckCount(1, SIZE_MAX));
  for (size_t i = 0; i < call.size(); ++i) {
    const auto* name = call.value(i).As<syntax::NameRef>();
    if (name != nullptr && call.input.open_schema) (void)binder.FindColumnOrOpen(call.input, name->name);
  }
  TRY(const plan::Column pivot, call.Column(0));
  syntax::ExprPtr aggregate_syntax =
      syntax::MakeExpr(call.span, syntax::Call{{"count", call.span, false}, {}});
  if (call.size() > 1) {
    const auto* function = call.value(1).As<syntax::Call>();
    if (function == nullptr || !binder.IsAggregate(function->function.text))
      return call.Bad(1, "an aggregate such as count() is wanted here");
    aggregate_syntax = syntax::MakeExpr(call.value(1).span, *function);
  }
  std::unordered_set<std::string> used;
  for (const syntax::ExprPtr& argument : aggregate_syntax->As<syntax::Call>()->arguments)
    used.insert(binder.NameOf(*argument));
  TRY(std::vector<plan::Column> keys, call.ColumnsFrom(2));
  if (keys.empty()) {
    for (const plan::Column& column : input.columns()) {
      if (column.id != pivot.id && !used.contains(column.name)) keys.push_back(column);
    }
  }
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  std::vector<std::string> values;
  if (call.op.has_schema) {
    for (const syntax::ColumnDecl& column : call.op.schema) {
      if (std::none_of(keys.begin(), keys.end(),
                       [&](const plan::Column& k) { return k.name == column.name.text; }))
        values.push_back(column.name.text);
    }
  } else if (binder.evaluate()) {
    const Relation all = binder.Reference(shared);
    TRY(const plan::Column column, binder.FindColumn(all, {pivot.name, {}, true}));
    const plan::Column value = binder.NewColumn("value", Type::kString);
    const plan::NodePtr node =
        plan::MakeNode(plan::Aggregate{{{value, binder.ToText(plan::Ref(column))}}, {}}, {all.node}, {value});
    TRY(auto rows, binder.evaluate()(*node));
    for (const auto& row : rows) values.push_back(row[0].text());
    std::sort(values.begin(), values.end());
    constexpr size_t kMost = 1000;
    if (values.size() > kMost) {
      return FailAt(call.span, "", ErrorCode::kLimit, "pivot would make {} columns; at most {} are allowed",
                    values.size(), kMost);
    }
  }

  const Relation rows = binder.Reference(shared);
  TRY(const plan::Column pivoted, binder.FindColumn(rows, {pivot.name, {}, true}));
  plan::Aggregate aggregate;
  std::vector<NamedExpr> items;
  for (const plan::Column& key : keys) {
    TRY(const plan::Column source, binder.FindColumn(rows, {key.name, {}, true}));
    plan::Column column = binder.NewColumn(key.name, key.type);
    items.push_back({key.name, plan::Ref(column), {}});
    aggregate.keys.emplace_back(std::move(column), plan::Ref(source));
  }
  for (const std::string& value : values) {
    const size_t first = aggregate.aggs.size();
    TRY(std::vector<NamedExpr> bound, binder.BindAggregates({aggregate_syntax}, rows, aggregate.aggs));
    const plan::ExprPtr same =
        plan::Apply(plan::Op::kEq, {binder.ToText(plan::Ref(pivoted)), plan::Lit(Value::String(value))});
    for (size_t i = first; i < aggregate.aggs.size(); ++i) {
      plan::ExprPtr& filter = aggregate.aggs[i].filter;
      filter = filter == nullptr ? same : plan::Apply(plan::Op::kAnd, {filter, same});
    }
    items.push_back({value, bound[0].expr, call.span});
  }
  std::vector<plan::Column> columns;
  for (const auto& [column, expr] : aggregate.keys) columns.push_back(column);
  for (const plan::AggCall& agg : aggregate.aggs)
    columns.insert(columns.end(), agg.outputs.begin(), agg.outputs.end());
  Relation out;
  out.node = plan::MakeNode(std::move(aggregate), {rows.node}, std::move(columns));
  out.schema_from_data = !call.op.has_schema;
  out.open_schema = !call.op.has_schema;
  Relation pivoted_rows = binder.Project(out, std::move(items));
  if (!call.op.has_schema || call.op.schema_star) return pivoted_rows;
  // The columns of the written schema, and no others.
  std::vector<NamedExpr> written;
  for (const syntax::ColumnDecl& column : call.op.schema) {
    TRY(const plan::Column found, binder.FindColumn(pivoted_rows, column.name));
    written.push_back({column.name.text, binder.Convert(plan::Ref(found), column.type), column.name.span});
  }
  return binder.Project(pivoted_rows, std::move(written));
}

}  // namespace harrier::kql
