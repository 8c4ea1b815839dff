#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {

using plan::Column;
using plan::Node;

Result<Fragment> SqlWriter::VisitUnnest(const Node& node, const plan::Unnest& unnest, bool ordered) {
  const Node& input = *node.inputs[0];
  TRY(Fragment fragment, VisitOpen(input, ordered));
  const std::string_view elements = unnest.bag_as_array ? "kql_dyn_elements_array" : "kql_dyn_elements";
  std::string slice;
  if (unnest.limit != nullptr) {
    TRY(const std::string limit, CountSql(*unnest.limit));
    slice = "[1:" + limit + "]";
  }
  std::vector<std::string> lists;
  for (const plan::ExprPtr& source : unnest.sources) {
    TRY(const std::string text, ExprSql(*source));
    // A null source is one null element.
    lists.push_back(fmt::format("coalesce({}({}), ['null']){}", elements, text, slice));
  }
  size_t out = input.columns.size();
  if (unnest.with_index) {
    // The index needs the lists' lengths: compute them once, below.
    std::vector<Column> columns = input.columns;
    std::string length;
    for (std::string& list : lists) {
      columns.push_back({NewColumn(), "", Type::kUnknown});
      fragment.computed.emplace_back(columns.back().id, std::move(list));
      list = ColumnName(columns.back().id);
      length += (length.empty() ? "len(" : ", len(") + list + ")";
    }
    fragment = Nest(fragment, columns);
    if (lists.size() > 1) length = "greatest(" + length + ")";
    fragment.computed.emplace_back(node.columns[out + lists.size()].id, "unnest(range(" + length + "))");
  }
  for (const std::string& list : lists) {
    fragment.computed.emplace_back(node.columns[out++].id, "nullif(unnest(" + list + "), 'null')");
  }
  fragment.sealed = true;
  return fragment;
}

}  // namespace harrier::engine::duckdb
