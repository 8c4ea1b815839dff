#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {

using plan::Column;
using plan::Node;

Result<Fragment> SqlWriter::VisitMakeSeries(const Node& node, const plan::MakeSeries& series) {
  const Node& input = *node.inputs[0];
  TRY(Fragment fragment, VisitOpen(input, false));
  TRY(const std::string bin, ExprSql(*series.bin));
  TRY(std::string count, ExprSql(*series.count));
  std::string group_count = count;
  if (!series.count->is_literal()) {
    // An aggregate's argument is no place for a subquery.
    std::vector<Column> columns = input.columns;
    columns.push_back({NewColumn(), "", Type::kLong});
    fragment.computed.emplace_back(columns.back().id, count);
    fragment = Nest(fragment, columns);
    count = ColumnName(columns.back().id);
    group_count = "any_value(" + count + ")";
  }
  std::vector<Column> columns;
  for (size_t i = 0; i < series.keys.size(); ++i) {
    TRY(std::string key, ExprSql(*series.keys[i]));
    fragment.group_by += (i == 0 ? "" : ", ") + std::to_string(i + 1);
    fragment.computed.emplace_back(node.columns[i].id, std::move(key));
  }
  for (size_t i = 0; i < series.series.size(); ++i) {
    TRY(const std::string value, ExprSql(*series.series[i].value));
    TRY(const std::string otherwise, ExprSql(*series.series[i].default_value));
    fragment.computed.emplace_back(
        node.columns[series.keys.size() + i].id,
        fmt::format("kql_engine_series({}, {}, {}, {})", bin, value, otherwise, count));
  }
  TRY(const std::string from, ExprSql(*series.from));
  TRY(const std::string step, ExprSql(*series.step));
  std::string_view axis = "long";
  if (series.axis_type == Type::kDatetime || series.axis_type == Type::kTimespan ||
      series.axis_type == Type::kReal) {
    axis = TypeName(series.axis_type);
  }
  fragment.computed.emplace_back(node.columns.back().id, fmt::format("kql_engine_series_axis_{}({}, {}, {})",
                                                                     axis, from, step, group_count));
  fragment.sealed = true;
  if (!series.keys.empty()) return fragment;
  // An aggregate without keys has a row even over nothing; a series has not.
  columns = node.columns;
  const Column rows{NewColumn(), "", Type::kLong};
  columns.push_back(rows);
  fragment.computed.emplace_back(rows.id, "count(*)");
  Fragment outer = Nest(fragment, columns);
  outer.where.push_back(ColumnName(rows.id) + " > 0");
  return outer;
}

}  // namespace harrier::engine::duckdb
