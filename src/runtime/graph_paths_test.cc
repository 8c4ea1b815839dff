#include "runtime/graph_paths.h"

#include <set>

#include <gtest/gtest.h>

namespace harrier::runtime {
namespace {

using Found = std::multiset<std::vector<int64_t>>;

/// The paths' edge numbers; nothing if a limit was reached.
std::optional<Found> Find(const std::vector<GraphEdge>& edges, const PathQuery& query,
                          const PathLimits& limits = {}) {
  Found found;
  const bool within = FindPaths(edges, query, limits, [&](const GraphPath& path) {
    EXPECT_EQ(path.inner.size(), path.edges.empty() ? 0 : path.edges.size() - 1);
    found.insert({path.edges.begin(), path.edges.end()});
  });
  if (!within) return std::nullopt;
  return found;
}

/// 1 → 2 → 3 → 1, and 2 → 4.
const std::vector<GraphEdge> kTriangle{{10, 1, 2}, {20, 2, 3}, {30, 3, 1}, {40, 2, 4}};

TEST(GraphPaths, CyclesDecideWhatMayRepeat) {
  PathQuery query{.min_hops = 1, .max_hops = 4, .starts = {1}};
  EXPECT_EQ(Find(kTriangle, query), (Found{{10}, {10, 20}, {10, 40}, {10, 20, 30}}));
  query.cycles = PathCycles::kNone;
  EXPECT_EQ(Find(kTriangle, query), (Found{{10}, {10, 20}, {10, 40}}));
  query.cycles = PathCycles::kAll;
  EXPECT_EQ(Find(kTriangle, query), (Found{{10}, {10, 20}, {10, 40}, {10, 20, 30}, {10, 20, 30, 10}}));
}

TEST(GraphPaths, StartsEndsAndInnerNodesNarrow) {
  PathQuery query{.min_hops = 1, .max_hops = 4, .starts = {1, 1, 99}};
  query.ends = {4, 98};
  EXPECT_EQ(Find(kTriangle, query), (Found{{10, 40}}));
  query.inner = std::vector<int64_t>{3};
  EXPECT_EQ(Find(kTriangle, query), Found{});
  query.ends.reset();
  EXPECT_EQ(Find(kTriangle, query), (Found{{10}}));
  query.inner = std::vector<int64_t>{};
  query.starts = {3};
  EXPECT_EQ(Find(kTriangle, query), (Found{{30}}));
}

TEST(GraphPaths, LengthsAreKept) {
  PathQuery query{.min_hops = 2, .max_hops = 2, .starts = {1, 2, 3}};
  EXPECT_EQ(Find(kTriangle, query), (Found{{10, 20}, {10, 40}, {20, 30}, {30, 10}}));
  query = {.min_hops = 0, .max_hops = 0, .starts = {4}};
  EXPECT_EQ(Find(kTriangle, query), (Found{{}}));
  query = {.min_hops = 0, .max_hops = 1, .starts = {4}};
  EXPECT_EQ(Find(kTriangle, query), (Found{{}}));
}

TEST(GraphPaths, UndirectedEdgesAreWalkedOnce) {
  const std::vector<GraphEdge> edges{{1, 1, 2}, {2, 3, 2}, {3, 3, 3}};
  PathQuery query{.min_hops = 1, .max_hops = 3, .undirected = true, .starts = {1}};
  EXPECT_EQ(Find(edges, query), (Found{{1}, {1, 2}, {1, 2, 3}}));
  query.starts = {3};
  EXPECT_EQ(Find(edges, query), (Found{{2}, {3}, {2, 1}, {3, 2}, {3, 2, 1}}));
}

TEST(GraphPaths, ShortestPathsOfAPair) {
  // Two ways of two edges and one of three from 1 to 4; 4 leads back.
  const std::vector<GraphEdge> edges{{1, 1, 2}, {2, 2, 4}, {3, 1, 3}, {4, 3, 4},
                                     {5, 1, 5}, {6, 5, 6}, {7, 6, 4}, {8, 4, 1}};
  PathQuery query{.min_hops = 1, .max_hops = 5, .shortest = PathShortest::kAll, .starts = {1}, .ends = {{4}}};
  EXPECT_EQ(Find(edges, query), (Found{{1, 2}, {3, 4}}));
  query.shortest = PathShortest::kAny;
  ASSERT_TRUE(Find(edges, query));
  EXPECT_EQ(Find(edges, query)->size(), 1U);
  query.inner = {5, 6};
  EXPECT_EQ(Find(edges, query), (Found{{5, 6, 7}}));
  query.max_hops = 2;
  EXPECT_EQ(Find(edges, query), Found{});
  // A node is no shortest way from itself, but for the path without edges.
  query = {.min_hops = 1, .max_hops = 5, .shortest = PathShortest::kAll, .starts = {1}, .ends = {{1}}};
  EXPECT_EQ(Find(edges, query), Found{});
  query.min_hops = 0;
  EXPECT_EQ(Find(edges, query), Found{{}});
}

TEST(GraphPaths, ParallelEdgesAreDifferentPaths) {
  const std::vector<GraphEdge> edges{{1, 1, 2}, {2, 1, 2}};
  PathQuery query{.min_hops = 1, .max_hops = 1, .shortest = PathShortest::kAll, .starts = {1}};
  EXPECT_EQ(Find(edges, query), (Found{{1}, {2}}));
  query.shortest = PathShortest::kNo;
  EXPECT_EQ(Find(edges, query), (Found{{1}, {2}}));
}

TEST(GraphPaths, LimitsEndTheSearch) {
  std::vector<GraphEdge> edges;
  for (int64_t from = 0; from < 12; ++from) {
    for (int64_t to = 0; to < 12; ++to) edges.push_back({from * 12 + to, from, to});
  }
  PathQuery query{.min_hops = 1, .max_hops = 6, .starts = {0}};
  EXPECT_FALSE(Find(edges, query, {.paths = 1000, .steps = 1'000'000}));
  EXPECT_FALSE(Find(edges, query, {.paths = 1'000'000, .steps = 1000}));
  query.max_hops = 2;
  EXPECT_TRUE(Find(edges, query, {.paths = 1000, .steps = 1'000'000}));
}

TEST(GraphPaths, NodesThatReachNoEndAreNotWalkedFrom) {
  // A wide fan that cannot reach the end: a few steps must do.
  std::vector<GraphEdge> edges{{0, 1, 2}};
  for (int64_t i = 0; i < 1000; ++i) edges.push_back({i + 1, 1000 + i, 5000 + i});
  PathQuery query{.min_hops = 1, .max_hops = 5, .ends = {{2}}};
  for (int64_t i = 0; i < 1000; ++i) query.starts.push_back(1000 + i);
  query.starts.push_back(1);
  EXPECT_EQ(Find(edges, query, {.paths = 10, .steps = 10}), (Found{{0}}));
}

}  // namespace
}  // namespace harrier::runtime
