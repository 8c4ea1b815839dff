#include "kql/operators/operator.h"

// Kusto docs, project-rename operator.
namespace harrier::kql {
namespace {

struct ProjectRenameOp {
  std::vector<syntax::ExprPtr> items;
};

void ReadProjectRename(Reader& in, syntax::Operator& op) {
  op.node = ProjectRenameOp{in.ReadNamedList()};
}

Result<Relation> BindProjectRename(Binder& binder, const ProjectRenameOp& op, const syntax::Operator&,
                                   Relation input) {
  std::map<plan::ColumnId, std::string> renamed;
  for (const syntax::ExprPtr& item : op.items) {
    const auto* named = item->As<syntax::Named>();
    const auto* old = named != nullptr ? named->value->As<syntax::NameRef>() : nullptr;
    if (old == nullptr) {
      return FailAt(item->span, "KS110", ErrorCode::kSemantic,
                    "project-rename takes new = old, where old is a column");
    }
    TRY(const plan::Column column, binder.FindColumnOrOpen(input, old->name));
    renamed[column.id] = named->names.front().text;
  }
  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) {
    const auto other = renamed.find(column.id);
    items.push_back({other == renamed.end() ? column.name : other->second, plan::Ref(column), {}});
  }
  return binder.Project(input, std::move(items));
}

}  // namespace

const OperatorDef kProjectRenameOperator{
    {"project-rename"}, ReadProjectRename, BindNode<ProjectRenameOp, BindProjectRename>};

}  // namespace harrier::kql
