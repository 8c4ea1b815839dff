#include "kql/operators/operator.h"

// Kusto docs, as operator.
namespace harrier::kql {
namespace {

void ReadAs(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = syntax::AsOp{in.ReadName("a name")};
}

Result<Relation> BindAs(Binder& binder, const syntax::AsOp& op, const syntax::Operator&, Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  Relation out = binder.Reference(shared);
  out.name = op.name.text;
  binder.environment()->names.insert_or_assign(op.name.text, LetValue{std::move(shared), op.name.span});
  return out;
}

}  // namespace

const OperatorDef kAsOperator{{"as"}, ReadAs, BindNode<syntax::AsOp, BindAs>};

}  // namespace harrier::kql
