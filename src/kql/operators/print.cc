#include "kql/operators/operator.h"

// Kusto docs, print operator.
namespace harrier::kql {
namespace {

void ReadPrint(Reader& in, syntax::Operator& op) {
  op.node = syntax::PrintOp{in.ReadNamedList()};
}

Result<Relation> BindPrint(Binder& binder, const syntax::PrintOp& op, const syntax::Operator&, Relation) {
  Relation unit = binder.Unit();
  std::vector<NamedExpr> items;
  for (const syntax::ExprPtr& item : op.items) {
    TRY(std::vector<NamedExpr> bound, binder.BindItems({item}, unit));
    // Only a name that is written, or those of a function of several columns, are kept: `print x` is print_0.
    const auto* call = item->As<syntax::Call>();
    const FunctionDef* def = call != nullptr ? binder.functions().Find(call->function.text) : nullptr;
    const bool named = item->As<syntax::Named>() != nullptr ||
                       (def != nullptr && (def->columns != nullptr || !def->tuple.empty()));
    for (NamedExpr& one : bound) {
      if (!named || one.name.empty()) one.name = fmt::format("print_{}", items.size());
      items.push_back(std::move(one));
    }
  }
  return binder.Project(unit, std::move(items));
}

}  // namespace

const OperatorDef kPrintOperator{{"print"}, ReadPrint, BindNode<syntax::PrintOp, BindPrint>};

}  // namespace harrier::kql
