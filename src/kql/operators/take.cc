#include "kql/operators/operator.h"

// Kusto docs, take operator.
namespace harrier::kql {
namespace {

void ReadTake(Reader& in, syntax::Operator& op) {
  op.node = syntax::TakeOp{in.ReadExpression()};
}

}  // namespace

Result<Relation> BindTake(Binder& binder, const syntax::TakeOp& op, const syntax::Operator&, Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Limit limit{std::move(count)};
  return binder.WithNode(input, plan::MakeNode(std::move(limit), {input.node}, input.columns()));
}

const OperatorDef kTakeOperator{{"take", "limit"}, ReadTake, BindNode<syntax::TakeOp, BindTake>};

}  // namespace harrier::kql
