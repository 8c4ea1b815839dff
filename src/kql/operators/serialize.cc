#include "kql/operators/operator.h"

// Kusto docs, serialize operator.
namespace harrier::kql {
namespace {

struct SerializeOp {
  std::vector<syntax::ExprPtr> items;
};

void ReadSerialize(Reader& in, syntax::Operator& op) {
  if (in.At("|") || in.At(")") || in.AtEnd() || in.At(";") || in.At("}"))
    op.node = SerializeOp{};
  else
    op.node = SerializeOp{in.ReadNamedList()};
}

Result<Relation> BindSerialize(Binder& binder, const SerializeOp& op, const syntax::Operator& whole,
                               Relation input) {
  input.ordered = true;
  return BindExtend(binder, syntax::ExtendOp{op.items}, whole, std::move(input));
}

}  // namespace

const OperatorDef kSerializeOperator{{"serialize"}, ReadSerialize, BindNode<SerializeOp, BindSerialize>};

}  // namespace harrier::kql
