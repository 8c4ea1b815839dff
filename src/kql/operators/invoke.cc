#include "kql/operators/operator.h"

// Kusto docs, invoke operator: calls a function with the table as its first argument.
namespace harrier::kql {
namespace {

struct InvokeOp {
  syntax::ExprPtr call;
};

void ReadInvoke(Reader& in, syntax::Operator& op) {
  op.node = InvokeOp{in.ReadPostfix()};
}

Result<Relation> BindInvoke(Binder& binder, const InvokeOp& op, const syntax::Operator& whole,
                            Relation input) {
  const auto* call = op.call->As<syntax::Call>();
  if (call == nullptr)
    return FailAt(op.call->span, "KS006", ErrorCode::kSemantic, "invoke takes a function call");
  const RowScope scope{.row = &input};
  TRY(Bound bound, binder.CallTabular(*call, scope, whole.span, input));
  if (auto* relation = std::get_if<Relation>(&bound)) return std::move(*relation);
  return FailAt(op.call->span, "KS111", ErrorCode::kSemantic,
                "{} gives a scalar value, and invoke needs a table", call->function.text);
}

}  // namespace

const OperatorDef kInvokeOperator{{"invoke"}, ReadInvoke, BindNode<InvokeOp, BindInvoke>};

}  // namespace harrier::kql
