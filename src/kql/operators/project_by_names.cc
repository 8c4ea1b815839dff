#include "kql/operators/operator.h"
#include "runtime/json_text.h"

// Kusto docs, project-by-names operator.
namespace harrier::kql {
namespace {

struct ProjectByNamesOp {
  std::vector<syntax::ExprPtr> columns;
};

void ReadProjectByNames(Reader& in, syntax::Operator& op) {
  op.node = ProjectByNamesOp{in.ReadNamedList()};
}

Result<Relation> BindProjectByNames(Binder& binder, const ProjectByNamesOp& op, const syntax::Operator&,
                                    Relation input) {
  std::vector<plan::Column> kept;
  std::unordered_set<plan::ColumnId> seen;
  auto take = [&](std::string_view name, Span span) {
    const syntax::ExprPtr pattern = syntax::MakeExpr(span, syntax::NameRef{{std::string(name), span, false}});
    const Result<std::vector<plan::Column>> found = binder.FindColumns(input, *pattern);
    if (!found) return;  // names that are not there are passed over
    for (const plan::Column& column : *found) {
      if (seen.insert(column.id).second) kept.push_back(column);
    }
  };
  for (const syntax::ExprPtr& item : op.columns) {
    // A name is a column's, or else that of a constant that holds names.
    const auto* name = item->As<syntax::NameRef>();
    if (name != nullptr &&
        (binder.FindColumn(input, name->name) || binder.environment()->Find(name->name.text) == nullptr)) {
      take(name->name.text, item->span);
      continue;
    }
    TRY(const plan::ExprPtr names, binder.BindConstant(*item));
    if (names->is_literal() && names->type == Type::kString) {
      take(names->value.text(), item->span);
    } else if (names->is_literal() && names->type == Type::kDynamic && !names->value.is_null()) {
      for (const std::string& one : runtime::JsonTexts(names->value.text())) take(one, item->span);
    } else {
      return FailAt(item->span, "KS131", ErrorCode::kSemantic, "project-by-names takes names as constants");
    }
  }
  return binder.Keep(input, kept);
}

}  // namespace

const OperatorDef kProjectByNamesOperator{
    {"project-by-names"}, ReadProjectByNames, BindNode<ProjectByNamesOp, BindProjectByNames>};

}  // namespace harrier::kql
