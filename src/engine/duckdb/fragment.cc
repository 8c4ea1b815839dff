#include "engine/duckdb/fragment.h"

#include "engine/duckdb/table_source.h"

namespace harrier::engine::duckdb {

std::string Render(const Fragment& fragment, const std::vector<plan::Column>& columns) {
  std::string sql = "SELECT ";
  if (!fragment.distinct.empty()) sql += fragment.distinct + " ";
  std::map<plan::ColumnId, const std::string*> computed;
  for (const auto& [id, text] : fragment.computed) computed.emplace(id, &text);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += ", ";
    const auto found = computed.find(columns[i].id);
    if (found != computed.end()) sql += *found->second + " AS ";
    sql += ColumnName(columns[i].id);
  }
  if (columns.empty()) sql += "1 AS unit";
  if (!fragment.from.empty()) sql += " FROM " + fragment.from;
  for (size_t i = 0; i < fragment.where.size(); ++i) {
    sql += (i == 0 ? " WHERE " : " AND ") + fragment.where[i];
  }
  if (!fragment.group_by.empty()) sql += " GROUP BY " + fragment.group_by;
  if (!fragment.order_by.empty()) sql += " ORDER BY " + fragment.order_by;
  if (!fragment.limit.empty()) sql += " LIMIT " + fragment.limit;
  return sql;
}

}  // namespace harrier::engine::duckdb
