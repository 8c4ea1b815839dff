#include "kql/operators/operator.h"

// Kusto docs, top operator.
namespace harrier::kql {
namespace {

void ReadTop(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  syntax::TopOp top;
  top.count = in.ReadExpression();
  in.Expect("by");
  top.key = in.ReadSortKey();
  op.node = std::move(top);
}

}  // namespace

Result<Relation> BindTop(Binder& binder, const syntax::TopOp& op, const syntax::Operator&, Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Sort sort;
  TRY(plan::SortKey key, BindSortKey(binder, op.key, input));
  sort.keys.push_back(std::move(key));
  sort.limit = std::move(count);
  const std::vector<plan::SortKey> order = sort.keys;
  Relation out = binder.WithNode(input, plan::MakeNode(std::move(sort), {input.node}, input.columns()));
  out.ordered = true;
  out.order = order;
  return out;
}

const OperatorDef kTopOperator{{"top"}, ReadTop, BindNode<syntax::TopOp, BindTop>};

}  // namespace harrier::kql
