#include "kql/operators/operator.h"

// Kusto docs, project operator.
namespace harrier::kql {
namespace {

struct ProjectOp {
  std::vector<syntax::ExprPtr> items;
};

void ReadProject(Reader& in, syntax::Operator& op) {
  // `project` of nothing is legal.
  if (in.At("|") || in.At(")") || in.AtEnd() || in.At(";"))
    op.node = ProjectOp{};
  else
    op.node = ProjectOp{in.ReadNamedList()};
}

Result<Relation> BindProject(Binder& binder, const ProjectOp& op, const syntax::Operator&, Relation input) {
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.items, input));
  Relation out = binder.Project(input, std::move(items));
  out.open_schema = false;
  return out;
}

}  // namespace

const OperatorDef kProjectOperator{{"project"}, ReadProject, BindNode<ProjectOp, BindProject>};

}  // namespace harrier::kql
