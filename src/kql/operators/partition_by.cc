#include "kql/operators/operator.h"

// The older spelling of partition: read, and refused by name.
namespace harrier::kql {
namespace {

struct PartitionByOp {
  syntax::ExprPtr by;
  std::optional<syntax::Name> id;
  std::vector<syntax::OperatorPtr> operators;
};  // __partitionby

void ReadPartitionBy(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  PartitionByOp partition;
  partition.by = in.ReadWildcardName();
  if (in.Accept("id")) partition.id = in.ReadName("a name");
  in.Expect("(");
  partition.operators = in.ReadSubPipeline(")");
  op.node = std::move(partition);
}

}  // namespace

const OperatorDef kPartitionByOperator{{"__partitionby"}, ReadPartitionBy, nullptr};

}  // namespace harrier::kql
