#include "kql/operators/operator.h"

// Kusto docs, sample-distinct operator.
namespace harrier::kql {
namespace {

struct SampleDistinctOp {
  syntax::ExprPtr count;
  syntax::ExprPtr of;
};

void ReadSampleDistinct(Reader& in, syntax::Operator& op) {
  SampleDistinctOp sample;
  sample.count = in.ReadExpression();
  in.Expect("of");
  sample.of = in.ReadNamed();
  op.node = std::move(sample);
}

Result<Relation> BindSampleDistinct(Binder& binder, const SampleDistinctOp& op, const syntax::Operator& whole,
                                    Relation input) {
  TRY(Relation distinct, BindDistinct(binder, syntax::DistinctOp{{op.of}}, whole, std::move(input)));
  return BindTake(binder, syntax::TakeOp{op.count}, whole, std::move(distinct));
}

}  // namespace

const OperatorDef kSampleDistinctOperator{
    {"sample-distinct"}, ReadSampleDistinct, BindNode<SampleDistinctOp, BindSampleDistinct>};

}  // namespace harrier::kql
