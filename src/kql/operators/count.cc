#include "kql/operators/operator.h"

// Kusto docs, count operator.
namespace harrier::kql {
namespace {

void ReadCount(Reader& in, syntax::Operator& op) {
  // count as X
  if (in.At("as")) {
    in.Take();
    op.parameters.push_back({{"as", in.Peek().span, false}, in.ReadPrimary()});
  }
  op.node = syntax::CountOp{};
}

}  // namespace

Result<Relation> BindCount(Binder& binder, const syntax::CountOp&, const syntax::Operator& whole,
                           Relation input) {
  const std::string name = ParameterText(whole, "as");
  plan::AggCall count;
  count.op = plan::AggOp::kCount;
  count.outputs = {binder.NewColumn(name.empty() ? "Count" : name, Type::kLong)};
  std::vector<plan::Column> columns = count.outputs;
  Relation out;
  out.node = plan::MakeNode(plan::Aggregate{{}, {std::move(count)}}, {input.node}, std::move(columns));
  return out;
}

const OperatorDef kCountOperator{{"count"}, ReadCount, BindNode<syntax::CountOp, BindCount>};

}  // namespace harrier::kql
