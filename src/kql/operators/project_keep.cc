#include "kql/operators/operator.h"

// Kusto docs, project-keep operator.
namespace harrier::kql {
namespace {

struct ProjectKeepOp {
  std::vector<syntax::ExprPtr> columns;
};

void ReadProjectKeep(Reader& in, syntax::Operator& op) {
  op.node = ProjectKeepOp{in.ReadColumnList()};
}

Result<Relation> BindProjectKeep(Binder& binder, const ProjectKeepOp& op, const syntax::Operator&,
                                 Relation input) {
  TRY(const std::vector<plan::Column> chosen, ChosenColumns(binder, input, op.columns));
  // In the input's order.
  std::vector<plan::Column> kept;
  for (const plan::Column& column : input.columns()) {
    if (std::any_of(chosen.begin(), chosen.end(), [&](const plan::Column& c) { return c.id == column.id; }))
      kept.push_back(column);
  }
  return binder.Keep(input, kept);
}

}  // namespace

const OperatorDef kProjectKeepOperator{
    {"project-keep"}, ReadProjectKeep, BindNode<ProjectKeepOp, BindProjectKeep>};

}  // namespace harrier::kql
