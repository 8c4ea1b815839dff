#include "kql/operators/operator.h"

// Kusto docs, distinct operator.
namespace harrier::kql {
namespace {

void ReadDistinct(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = syntax::DistinctOp{in.ReadNamedList()};
}

}  // namespace

Result<Relation> BindDistinct(Binder& binder, const syntax::DistinctOp& op, const syntax::Operator&,
                              Relation input) {
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.columns, input));
  const Relation chosen = binder.Project(input, std::move(items));
  plan::Aggregate aggregate;
  std::vector<plan::Column> columns;
  for (const plan::Column& column : chosen.columns()) {
    plan::Column key = binder.NewColumn(column.name, column.type);
    columns.push_back(key);
    aggregate.keys.emplace_back(std::move(key), plan::Ref(column));
  }
  Relation out;
  out.schema_from_data = input.schema_from_data;
  out.node = plan::MakeNode(std::move(aggregate), {chosen.node}, std::move(columns));
  return out;
}

const OperatorDef kDistinctOperator{{"distinct"}, ReadDistinct, BindNode<syntax::DistinctOp, BindDistinct>};

}  // namespace harrier::kql
