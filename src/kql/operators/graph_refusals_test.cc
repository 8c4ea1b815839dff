#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

BindOptions Options() {
  BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  return options;
}

/// What is said about a query over a graph of two edges; empty if nothing is wrong.
std::string Complaint(std::string_view operators, const BindOptions& options) {
  const std::string text =
      "datatable(f:string, t:string)['a', 'b', 'b', 'c'] | make-graph f --> t with_node_id=id | ";
  const Result<plan::Plan> plan = Compile(text + std::string(operators), options);
  return plan ? "" : plan.error().message;
}

TEST(GraphRefusals, NameWhatIsWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"graph-match (x)-->(y) project x.id", ""},
      {"count", "count takes a table, and this is a graph: graph-match or graph-to-table make a table of it"},
      {"graph-where-nodes id == 'a'",
       "a query must give rows, and this is a graph; graph-match or graph-to-table make a table of it"},
      {"graph-match (x)-->(y) project x.nope",
       "the name 'nope' does not refer to any known property of the node 'x'"},
      {"graph-match (x)-->(y), (z)-->(w) project x.id",
       "not supported: a graph pattern in parts that share no node"},
      {"graph-match (x)-[e*1..2000]->(y) project x.id",
       "a path may have 1000 edges at most, and 2000 are asked for"},
      {"graph-match (x)-[e*3..2]->(y) project x.id", "a path cannot have 3 to 2 edges"},
      {"graph-match (x)-[x]->(y) project x.id", "the pattern has two elements named 'x'"},
      {"graph-match (x)-[e]->(y)-[e]->(z) project x.id", "the pattern has two elements named 'e'"},
      {"graph-match (x)-->(y)", "not supported: graph-match without a project clause"},
      {"graph-match cycles=some (x)-->(y) project x.id", "cycles is all, none or unique_edges, not 'some'"},
      {"graph-match (x)-[e]->(y) where all(e, f == 'a') project x.id",
       "all() takes a variable-length edge of the pattern, or inner_nodes() of one"},
      {"graph-match (x)-[e*1..2]->(y) project inner_nodes(e)",
       "inner_nodes() is only allowed as the first argument of all(), any() and map()"},
      {"graph-match (x)-[e*1..2]->(y) project map(e, map(e, f))",
       "map() cannot stand inside all(), any() or map()"},
      {"graph-match (x)-[e*1..2]->(y) where e.f == x.id project x.id",
       "not supported: a condition over a variable-length edge and other elements; use all() or any()"},
      {"graph-match (x)-[e]->(y) project node_degree_in(e)", "node_degree_in() takes a node of the pattern"},
      {"graph-shortest-paths (x)-->(y) project x.id",
       "graph-shortest-paths takes one sequence of nodes and edges, with a variable-length edge"},
      {"graph-shortest-paths output=some (x)-[e*1..2]->(y) project x.id", "output is any or all, not 'some'"},
      {"graph-mark-components kind=odd | graph-to-table nodes", "kind is weak or strong, not 'odd'"},
      {"graph-to-table edges with_node_id=n", "with_node_id is a parameter of nodes, not of edges"},
  };
  const BindOptions options = Options();
  for (const auto& [operators, message] : cases)
    EXPECT_EQ(Complaint(operators, options), message) << operators;
}

TEST(GraphRefusals, RowsOfEachRecordMakeNoGraph) {
  const Result<plan::Plan> plan = Compile(
      "datatable(f:string, t:string)['a', 'b'] | partition by f (make-graph f --> t | graph-match (x)-->(y) "
      "project node_id(x))",
      Options());
  ASSERT_FALSE(plan);
  EXPECT_TRUE(plan.error().message.starts_with("not supported: make-graph inside partition"))
      << plan.error().message;
  const Result<plan::Plan> outer = Compile(
      "let g = print f = 'a', t = 'b' | make-graph f --> t with_node_id=id; print k = 'a', ids = "
      "dynamic(['b']) "
      "| mv-apply i = ids to typeof(string) on (join kind=inner (g | graph-match (x)-[p*1..2]->(y) where "
      "x.id == "
      "k project i = y.id, map(p, t)) on i)",
      Options());
  ASSERT_FALSE(outer);
  EXPECT_TRUE(outer.error().message.starts_with("not supported: all(), any() and map() in a pattern"))
      << outer.error().message;
}

TEST(GraphRefusals, GraphsAreNoTables) {
  const Result<plan::Plan> plan =
      Compile("let g = print f = 'a', t = 'b' | make-graph f --> t; print x = 1 | union g", Options());
  ASSERT_FALSE(plan);
  EXPECT_TRUE(plan.error().message.starts_with("a table is wanted here, and this is a graph"))
      << plan.error().message;
}

TEST(GraphRefusals, TablesAreNoGraphs) {
  const Result<plan::Plan> plan = Compile("print x = 1 | graph-match (a)-->(b) project a.x", Options());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().message, "graph-match takes a graph, as make-graph gives it");
  EXPECT_EQ(plan.error().span, (Span{14, 25}));
}

}  // namespace
}  // namespace harrier::kql
