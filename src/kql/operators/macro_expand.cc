#include "kql/operators/operator.h"

// Kusto docs, macro-expand operator: read, and refused by name.
namespace harrier::kql {
namespace {

struct MacroExpandOp {
  syntax::ExprPtr entity_group;
  syntax::Name scope;
  std::vector<syntax::StatementPtr> statements;
};

void ReadMacroExpand(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  MacroExpandOp expand;
  if (in.At("entity_group") && in.Peek(1).Is("[")) {
    const uint32_t begin = in.Begin();
    in.Take();
    in.Take();
    std::vector<syntax::ExprPtr> members = in.ReadArguments("]");
    expand.entity_group = syntax::MakeExpr(
        in.From(begin), syntax::Call{{"entity_group", in.From(begin), false}, std::move(members)});
  } else {
    expand.entity_group = in.ReadPostfix();
  }
  in.Expect("as");
  expand.scope = in.ReadName("a name");
  in.Expect("(");
  while (!in.At(")") && !in.AtEnd()) {
    if (in.Accept(";")) continue;
    const size_t before = in.Mark();
    expand.statements.push_back(in.ReadStatement());
    if (!in.At(";") && !in.At(")") && in.Mark() == before) in.Take();
    if (!in.At(";")) break;
  }
  in.Expect(")");
  op.node = std::move(expand);
}

}  // namespace

const OperatorDef kMacroExpandOperator{{"macro-expand"}, ReadMacroExpand, nullptr};

}  // namespace harrier::kql
