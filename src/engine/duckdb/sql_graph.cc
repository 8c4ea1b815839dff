#include "engine/duckdb/graph_kernels.h"
#include "engine/duckdb/kernel_error.h"
#include "engine/duckdb/literal.h"
#include "engine/duckdb/sql_writer.h"
#include "runtime/graph_paths.h"

namespace harrier::engine::duckdb {

using plan::Node;

Result<Fragment> SqlWriter::VisitPaths(const Node& node, const plan::Paths& paths) {
  // One text of all paths, made by the path kernel from the rows of all inputs.
  std::vector<PathRow> kinds{PathRow::kEdge, PathRow::kStart};
  if (paths.has_ends) kinds.push_back(PathRow::kEnd);
  if (paths.has_inner) kinds.push_back(PathRow::kInner);
  std::string rows;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const Node& input = *node.inputs[i];
    TRY(const std::string relation, VisitRelation(input, false));
    const auto column = [&](size_t c) { return ColumnName(input.columns[c].id); };
    const std::string ends =
        kinds[i] == PathRow::kEdge ? column(1) + ", " + column(2) : std::string("NULL::BIGINT, NULL::BIGINT");
    rows += fmt::format("{}SELECT {}::BIGINT, {}, {} FROM {}", i > 0 ? " UNION ALL " : "",
                        static_cast<int>(kinds[i]), column(0), ends, relation);
  }
  const int64_t rules = PackPathRules(paths.undirected, static_cast<int>(paths.cycles),
                                      static_cast<int>(paths.shortest), paths.has_ends, paths.has_inner);
  const std::string too_many = PackKernelError(
      {ErrorCode::kLimit,
       fmt::format("the pattern has more than {} paths, or more than {} edges were walked to find them: name "
                   "fewer hops, or give its nodes and edges narrower conditions",
                   runtime::PathLimits{}.paths, runtime::PathLimits{}.steps)});
  const std::string gathered = NewName(), listed = NewName(), path = NewName(), source = NewName();
  const auto part = [&](size_t i) { return fmt::format("kql_dyn_path(p, '[{}]')", i); };
  Fragment fragment;
  fragment.from = fmt::format(
      "(SELECT kql_dynamic_to_long({0}), kql_dynamic_to_long({1}), {2}, {3} FROM (SELECT "
      "unnest(kql_dyn_elements(CASE WHEN x = '' THEN error({4}) ELSE x END)) FROM (SELECT "
      "kql_engine_paths(k, n, a, b, {5}::BIGINT, {6}::BIGINT, {7}::BIGINT) FROM ({8}) AS {9}(k, n, a, b)) AS "
      "{10}(x)) AS {11}(p)) AS {12}",
      part(0), part(1), part(2), part(3), TextLiteral(too_many), paths.min_hops, paths.max_hops, rules, rows,
      gathered, listed, path, source);
  for (size_t i = 0; i < node.columns.size(); ++i) {
    fragment.from += (i == 0 ? "(" : ", ") + ColumnName(node.columns[i].id);
  }
  fragment.from += ")";
  return fragment;
}

}  // namespace harrier::engine::duckdb
