#include "kql/operators/operator.h"

// Kusto docs, sample operator.
namespace harrier::kql {
namespace {

struct SampleOp {
  syntax::ExprPtr count;
};

void ReadSample(Reader& in, syntax::Operator& op) {
  op.node = SampleOp{in.ReadExpression()};
}

Result<Relation> BindSample(Binder& binder, const SampleOp& op, const syntax::Operator&, Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Sample sample{std::move(count)};
  return binder.WithNode(input, plan::MakeNode(std::move(sample), {input.node}, input.columns()));
}

}  // namespace

const OperatorDef kSampleOperator{{"sample"}, ReadSample, BindNode<SampleOp, BindSample>};

}  // namespace harrier::kql
