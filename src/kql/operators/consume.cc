#include "kql/operators/operator.h"

// Kusto docs, consume operator.
namespace harrier::kql {
namespace {

struct ConsumeOp {};

void ReadConsume(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ConsumeOp{};
}

Result<Relation> BindConsume(Binder& binder, const ConsumeOp&, const syntax::Operator& whole,
                             Relation input) {
  TRY(Relation counted, BindCount(binder, syntax::CountOp{}, whole, std::move(input)));
  return binder.Filter(std::move(counted), plan::Lit(Value::Bool(false)));
}

}  // namespace

const OperatorDef kConsumeOperator{{"consume"}, ReadConsume, BindNode<ConsumeOp, BindConsume>};

}  // namespace harrier::kql
