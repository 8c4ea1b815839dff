#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class GraphTest : public EngineTest {
 protected:
  NodePtr Edges(const std::vector<std::array<int64_t, 3>>& edges) {
    std::vector<std::vector<Value>> rows;
    for (const auto& [edge, from, to] : edges)
      rows.push_back({Value::Long(edge), Value::Long(from), Value::Long(to)});
    return Rows({Type::kLong, Type::kLong, Type::kLong}, rows);
  }

  NodePtr Nodes(const std::vector<int64_t>& nodes) {
    std::vector<std::vector<Value>> rows;
    for (const int64_t node : nodes) rows.push_back({Value::Long(node)});
    return Rows({Type::kLong}, rows);
  }

  NodePtr Find(const Paths& paths, std::vector<NodePtr> inputs) {
    return MakeNode(paths, std::move(inputs),
                    {NewColumn("a", Type::kLong), NewColumn("b", Type::kLong), NewColumn("e", Type::kDynamic),
                     NewColumn("i", Type::kDynamic)});
  }
};

TEST_F(GraphTest, PathsAreRows) {
  const auto edges = Edges({{10, 1, 2}, {20, 2, 3}, {30, 3, 1}});
  EXPECT_EQ(Sorted(Find({.min_hops = 0, .max_hops = 3}, {edges, Nodes({1})})),
            (Texts{"1|1|[10,20,30]|[2,3]", "1|1|[]|[]", "1|2|[10]|[]", "1|3|[10,20]|[2]"}));
  EXPECT_EQ(Sorted(Find({.max_hops = 3, .has_ends = true}, {edges, Nodes({1}), Nodes({3, 7})})),
            (Texts{"1|3|[10,20]|[2]"}));
  EXPECT_EQ(
      Sorted(Find({.max_hops = 3, .undirected = true, .has_inner = true}, {edges, Nodes({1}), Nodes({3})})),
      (Texts{"1|2|[10]|[]", "1|2|[30,20]|[3]", "1|3|[30]|[]"}));
  EXPECT_EQ(Sorted(Find({.max_hops = 3, .cycles = Paths::Cycles::kNone}, {edges, Nodes({2})})),
            (Texts{"2|1|[20,30]|[3]", "2|3|[20]|[]"}));
  EXPECT_EQ(Sorted(Find({.max_hops = 4, .cycles = Paths::Cycles::kAll, .has_ends = true},
                        {edges, Nodes({1}), Nodes({2})})),
            (Texts{"1|2|[10,20,30,10]|[2,3,1]", "1|2|[10]|[]"}));
  EXPECT_EQ(Sorted(Find({.max_hops = 4, .shortest = Paths::Shortest::kAll}, {edges, Nodes({3, 1})})),
            (Texts{"1|2|[10]|[]", "1|3|[10,20]|[2]", "3|1|[30]|[]", "3|2|[30,10]|[1]"}));
}

TEST_F(GraphTest, NothingToWalkGivesNoRows) {
  EXPECT_EQ(Run(Find({.max_hops = 3}, {Edges({}), Nodes({1})})), Texts{});
  EXPECT_EQ(Run(Find({.max_hops = 3}, {Edges({{1, 1, 2}}), Nodes({})})), Texts{});
  EXPECT_EQ(Run(Find({.max_hops = 3}, {Edges({}), Nodes({})})), Texts{});
}

TEST_F(GraphTest, TooManyPathsAreAnErrorThatSaysSo) {
  // Every node leads to every node.
  std::vector<std::array<int64_t, 3>> edges;
  for (int64_t from = 0; from < 40; ++from) {
    for (int64_t to = 0; to < 40; ++to) edges.push_back({from * 40 + to, from, to});
  }
  const Texts rows = Run(Find({.max_hops = 6}, {Edges(edges), Nodes({0})}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].starts_with(
      fmt::format("error {}: the pattern has more than 1000000 paths", static_cast<int>(ErrorCode::kLimit))))
      << rows[0];
}

TEST_F(GraphTest, ManyRowsFromSeveralThreadsMeetInOneSearch) {
  // A chain of 100,000 nodes, made where several threads make it.
  const auto numbers = Numbers(100'000);
  const auto n = Col(numbers, 0);
  const auto edges = Select(numbers, {n, n, CallKernel("add_long", {n, Long(1)})});
  EXPECT_EQ(Run(Find({.min_hops = 500, .max_hops = 500, .has_ends = true},
                     {edges, Nodes({99'000}), Nodes({99'500})}))
                .size(),
            1U);
}

}  // namespace
}  // namespace harrier::engine::duckdb
