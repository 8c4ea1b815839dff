#include "kql/plugins/lookup.h"

namespace harrier::kql {

namespace {

Relation JoinOf(const Relation& left, const Relation& right, plan::Join join) {
  std::vector<plan::Column> columns = left.columns();
  columns.insert(columns.end(), right.columns().begin(), right.columns().end());
  Relation out;
  out.open_schema = left.open_schema || right.open_schema;
  out.schema_from_data = left.schema_from_data || right.schema_from_data;
  out.node = plan::MakeNode(std::move(join), {left.node, right.node}, std::move(columns));
  return out;
}

}  // namespace

Result<plan::Column> ColumnOf(Binder& binder, const Relation& table, const syntax::Expr& expr) {
  const auto* name = expr.As<syntax::NameRef>();
  if (name == nullptr)
    return FailAt(expr.span, "KS109", ErrorCode::kSemantic, "the name of a column is wanted here");
  TRY(plan::Column column, binder.FindColumn(table, name->name));
  return column;
}

Result<bool> ReadFlag(Binder& binder, const syntax::Expr& expr, std::string_view what) {
  TRY(const plan::ExprPtr flag, binder.BindConstant(expr));
  if (!flag->is_literal() || flag->type != Type::kBool || flag->value.is_null())
    return FailAt(expr.span, "KS134", ErrorCode::kSemantic, "{} is true or false", what);
  return flag->value.boolean();
}

Relation JoinLookup(Binder& binder, LookupJoin join) {
  const Relation found =
      JoinOf(join.pairs, join.lookup, plan::Join{plan::JoinKind::kInner, std::move(join.lookup_on)});
  const Relation joined = JoinOf(
      join.source, found,
      plan::Join{join.unmatched ? plan::JoinKind::kLeft : plan::JoinKind::kInner, std::move(join.source_on)});
  std::vector<NamedExpr> items;
  for (const plan::Column& column : join.source.columns())
    items.push_back({column.name, plan::Ref(column), {}});
  for (const plan::Column& column : join.lookup.columns()) {
    if (std::find(join.left_out.begin(), join.left_out.end(), column.name) == join.left_out.end())
      items.push_back({column.name, plan::Ref(column), {}});
  }
  return binder.Project(joined, std::move(items));
}

}  // namespace harrier::kql
