#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {
namespace {

using plan::Column;
using plan::JoinKind;
using plan::Node;

std::string_view JoinWord(JoinKind kind) {
  switch (kind) {
    case JoinKind::kLeft:
      return " LEFT JOIN ";
    case JoinKind::kRight:
      return " RIGHT JOIN ";
    case JoinKind::kFull:
      return " FULL JOIN ";
    case JoinKind::kSemi:
      return " SEMI JOIN ";
    case JoinKind::kAnti:
      return " ANTI JOIN ";
    case JoinKind::kInner:
    case JoinKind::kCross:
      break;
  }
  return " JOIN ";
}

/// Strings of a side that may have no match.
void KeepStrings(const Node& side, Fragment& fragment) {
  for (const Column& column : side.columns) {
    if (column.type != Type::kString) continue;
    fragment.computed.emplace_back(column.id, "coalesce(" + ColumnName(column.id) + ", '')");
  }
}

}  // namespace

Result<Fragment> SqlWriter::VisitJoin(const Node& node, const plan::Join& join) {
  const Node& left = *node.inputs[0];
  const Node& right = *node.inputs[1];
  TRY(const std::string left_sql, VisitRelation(left, false));
  TRY(const std::string right_sql, VisitRelation(right, false));
  std::string on;
  for (const auto& [a, b] : join.on) {
    TRY(const std::string a_sql, ExprSql(*a));
    TRY(const std::string b_sql, ExprSql(*b));
    if (!on.empty()) on += " AND ";
    on += a_sql + (NeverNull(*a) && NeverNull(*b) ? " = " : " IS NOT DISTINCT FROM ") + b_sql;
  }
  if (on.empty()) on = "true";
  Fragment fragment;
  fragment.single = false;
  fragment.from = join.kind == JoinKind::kCross
                      ? left_sql + " CROSS JOIN " + right_sql
                      : fmt::format("{}{}{} ON {}", left_sql, JoinWord(join.kind), right_sql, on);
  if (join.kind == JoinKind::kRight || join.kind == JoinKind::kFull) KeepStrings(left, fragment);
  if (join.kind == JoinKind::kLeft || join.kind == JoinKind::kFull) KeepStrings(right, fragment);
  return fragment;
}

Result<Fragment> SqlWriter::VisitLateral(const Node& node) {
  TRY(const std::string left, VisitRelation(*node.inputs[0], false));
  TRY(const Fragment right, Visit(*node.inputs[1], true));
  return Fragment{.from = fmt::format("{} JOIN LATERAL ({}) AS {} ON true", left,
                                      Render(right, node.inputs[1]->columns), NewName()),
                  .single = false};
}

Result<Fragment> SqlWriter::VisitUnion(const Node& node, bool ordered) {
  std::string from = "(";
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    TRY(const Fragment fragment, Visit(*node.inputs[i], ordered));
    const std::string select = Render(fragment, node.inputs[i]->columns);
    if (i > 0) from += " UNION ALL ";
    from += fragment.order_by.empty() && fragment.limit.empty() ? select : "(" + select + ")";
  }
  if (node.inputs.empty()) return NoRows(node.columns);
  from += ") AS " + NewName();
  for (size_t i = 0; i < node.columns.size(); ++i) {
    from += (i == 0 ? "(" : ", ") + ColumnName(node.columns[i].id);
  }
  if (!node.columns.empty()) from += ")";
  return Fragment{.from = std::move(from)};
}

}  // namespace harrier::engine::duckdb
