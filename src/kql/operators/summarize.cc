#include "kql/operators/operator.h"

namespace harrier::kql {

// Kusto docs, summarize operator: the keys, then the aggregates.
Result<Relation> BindSummarize(Binder& binder, const syntax::SummarizeOp& op, const syntax::Operator&,
                               Relation input) {
  const Relation before = input;
  TRY(std::vector<NamedExpr> by, binder.BindItems(op.by, input));
  plan::Aggregate aggregate;
  std::vector<NamedExpr> items;
  std::set<std::string, std::less<>> grouped;
  int unnamed = 1;
  for (NamedExpr& key : by) {
    // The first number that the input has no column of.
    while (key.name.empty()) {
      const std::string name = fmt::format("Column{}", unnamed++);
      const auto& taken = before.columns();
      if (std::none_of(taken.begin(), taken.end(), [&](const plan::Column& c) { return c.name == name; }))
        key.name = name;
    }
    // A key that is a column of the input is left out of arg_max(x, *); one that is computed from it is not.
    if (key.expr->kind == plan::Expr::Kind::kColumn) {
      for (const plan::Column& column : before.columns()) {
        if (column.id == key.expr->column && column.name == key.name) grouped.insert(key.name);
      }
    }
    plan::ExprPtr expr = key.expr->type == Type::kUnknown ? plan::Lit(Value::String("")) : key.expr;
    plan::Column column = binder.NewColumn(key.name, expr->type);
    items.push_back({key.name, plan::Ref(column), key.span});
    aggregate.keys.emplace_back(std::move(column), std::move(expr));
  }
  TRY(std::vector<NamedExpr> values, binder.BindAggregates(op.aggregates, before, aggregate.aggs, grouped));
  for (NamedExpr& value : values) items.push_back(std::move(value));
  if (aggregate.keys.empty() && aggregate.aggs.empty()) {
    // Neither keys nor aggregates: no row more than one.
    plan::AggCall count;
    count.outputs = {binder.NewColumn("$count", Type::kLong)};
    aggregate.aggs.push_back(std::move(count));
  }
  std::vector<plan::Column> columns;
  for (const auto& [column, expr] : aggregate.keys) columns.push_back(column);
  for (const plan::AggCall& call : aggregate.aggs)
    columns.insert(columns.end(), call.outputs.begin(), call.outputs.end());
  Relation out;
  out.schema_from_data = before.schema_from_data;
  out.node = plan::MakeNode(std::move(aggregate), {input.node}, std::move(columns));
  return binder.Project(out, std::move(items));
}

// Kusto docs, top-hitters operator: the values seen most often, or with the greatest sum.
Result<Relation> BindTopHitters(Binder& binder, const syntax::TopHittersOp& op, const syntax::Operator& whole,
                                Relation input) {
  syntax::SummarizeOp summarize;
  summarize.has_by = true;
  summarize.by = {op.of};
  const Span span = whole.span;
  const std::string by_name = op.by != nullptr ? binder.NameOf(*op.by) : "";
  const std::string name = op.by == nullptr ? fmt::format("approximate_count_{}", binder.NameOf(*op.of))
                                            : fmt::format("approximate_sum_{}", by_name);
  syntax::ExprPtr call = op.by == nullptr
                             ? syntax::MakeExpr(span, syntax::Call{{"count", span, false}, {}})
                             : syntax::MakeExpr(span, syntax::Call{{"sum", span, false}, {op.by}});
  summarize.aggregates = {
      syntax::MakeExpr(span, syntax::Named{{{name, span, true}}, std::move(call), false})};
  TRY(Relation counted, BindSummarize(binder, summarize, whole, std::move(input)));
  syntax::TopOp top;
  top.count = op.count;
  top.key.expr = syntax::MakeExpr(span, syntax::NameRef{{name, span, true}});
  return BindTop(binder, top, whole, std::move(counted));
}

}  // namespace harrier::kql
