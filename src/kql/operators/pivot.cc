#include "kql/operators/plugin.h"

namespace harrier::kql {

// Kusto docs, pivot plugin: the values of a column become columns that hold an aggregate; the columns named
// after it (all others, if none are) group the rows. Which values there are, the data says.
Result<Relation> BindPivot(Binder& binder, const syntax::EvaluateOp& op, const syntax::Call& call,
                           const syntax::Operator& whole, Relation input) {
  if (call.arguments.empty())
    return FailAt(whole.span, "KS119", ErrorCode::kSemantic, "pivot takes the name of a column");
  const auto* name = call.arguments[0]->As<syntax::NameRef>();
  if (name == nullptr)
    return FailAt(call.arguments[0]->span, "KS109", ErrorCode::kSemantic, "pivot takes the name of a column");
  TRY(const plan::Column pivot, binder.FindColumn(input, name->name));
  syntax::ExprPtr aggregate_syntax =
      syntax::MakeExpr(whole.span, syntax::Call{{"count", whole.span, false}, {}});
  if (call.arguments.size() > 1) aggregate_syntax = call.arguments[1];
  std::unordered_set<std::string> used;
  if (const auto* aggregate_call = aggregate_syntax->As<syntax::Call>()) {
    for (const syntax::ExprPtr& argument : aggregate_call->arguments) used.insert(binder.NameOf(*argument));
  }
  std::vector<plan::Column> keys;
  if (call.arguments.size() > 2) {
    for (size_t i = 2; i < call.arguments.size(); ++i) {
      TRY(std::vector<plan::Column> found, binder.FindColumns(input, *call.arguments[i]));
      keys.insert(keys.end(), found.begin(), found.end());
    }
  } else {
    for (const plan::Column& column : input.columns()) {
      if (column.id != pivot.id && !used.contains(column.name)) keys.push_back(column);
    }
  }
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  std::vector<std::string> values;
  if (op.has_schema) {
    for (const syntax::ColumnDecl& column : op.schema) {
      if (std::none_of(keys.begin(), keys.end(),
                       [&](const plan::Column& k) { return k.name == column.name.text; }))
        values.push_back(column.name.text);
    }
  } else if (binder.evaluate()) {
    const Relation all = binder.Reference(shared);
    TRY(const plan::Column column, binder.FindColumn(all, name->name));
    const plan::Column value = binder.NewColumn("value", Type::kString);
    const plan::NodePtr node =
        plan::MakeNode(plan::Aggregate{{{value, binder.ToText(plan::Ref(column))}}, {}}, {all.node}, {value});
    TRY(auto rows, binder.evaluate()(*node));
    for (const auto& row : rows) values.push_back(row[0].text());
    std::sort(values.begin(), values.end());
    constexpr size_t kMost = 1000;
    if (values.size() > kMost) {
      return FailAt(whole.span, "", ErrorCode::kLimit, "pivot would make {} columns; at most {} are allowed",
                    values.size(), kMost);
    }
  }

  const Relation rows = binder.Reference(shared);
  TRY(const plan::Column pivoted, binder.FindColumn(rows, name->name));
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
    items.push_back({value, bound[0].expr, whole.span});
  }
  std::vector<plan::Column> columns;
  for (const auto& [column, expr] : aggregate.keys) columns.push_back(column);
  for (const plan::AggCall& agg : aggregate.aggs)
    columns.insert(columns.end(), agg.outputs.begin(), agg.outputs.end());
  Relation out;
  out.node = plan::MakeNode(std::move(aggregate), {rows.node}, std::move(columns));
  out.schema_from_data = !op.has_schema;
  out.open_schema = !op.has_schema;
  return binder.Project(out, std::move(items));
}

}  // namespace harrier::kql
