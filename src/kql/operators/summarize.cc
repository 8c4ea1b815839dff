#include "kql/operators/operator.h"

// Kusto docs, summarize operator: the keys, then the aggregates.
namespace harrier::kql {
namespace {

void ReadSummarize(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  syntax::SummarizeOp summarize;
  if (!in.At("by") && !in.At("|") && !in.AtEnd() && !in.At(")") && !in.At(";"))
    summarize.aggregates = in.ReadNamedList();
  if (in.Accept("by")) {
    summarize.has_by = true;
    summarize.by = in.ReadNamedList();
    if (in.At("bin") && in.Peek(1).Is("=")) {
      in.Take();
      in.Take();
      summarize.bin = in.ReadExpression();
    }
  }
  op.node = std::move(summarize);
}

}  // namespace

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

const OperatorDef kSummarizeOperator{
    {"summarize"}, ReadSummarize, BindNode<syntax::SummarizeOp, BindSummarize>};

}  // namespace harrier::kql
