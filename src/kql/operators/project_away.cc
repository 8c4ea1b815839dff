#include "kql/operators/operator.h"

// Kusto docs, project-away operator.
namespace harrier::kql {
namespace {

struct ProjectAwayOp {
  std::vector<syntax::ExprPtr> columns;
};  // names and wildcards

void ReadProjectAway(Reader& in, syntax::Operator& op) {
  op.node = ProjectAwayOp{in.ReadColumnList()};
}

Relation Without(Binder& binder, const Relation& input, const std::vector<plan::Column>& dropped) {
  std::vector<plan::Column> kept;
  for (const plan::Column& column : input.columns()) {
    const bool drop =
        std::any_of(dropped.begin(), dropped.end(), [&](const plan::Column& d) { return d.id == column.id; });
    if (!drop) kept.push_back(column);
  }
  return binder.Keep(input, kept);
}

Result<Relation> BindProjectAway(Binder& binder, const ProjectAwayOp& op, const syntax::Operator&,
                                 Relation input) {
  TRY(const std::vector<plan::Column> dropped, ChosenColumns(binder, input, op.columns));
  return Without(binder, input, dropped);
}

}  // namespace

const OperatorDef kProjectAwayOperator{
    {"project-away"}, ReadProjectAway, BindNode<ProjectAwayOp, BindProjectAway>};

}  // namespace harrier::kql
