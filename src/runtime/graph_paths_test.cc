#include "runtime/graph_paths.h"

#include <map>
#include <random>
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

/// All walks by the plainest recursion, for comparison.
void Wander(const std::vector<GraphEdge>& edges, const PathQuery& query, int64_t at,
            std::vector<int64_t>& path, std::vector<int64_t>& nodes, Found& found) {
  const auto in = [](const std::optional<std::vector<int64_t>>& set, int64_t node) {
    return !set || std::find(set->begin(), set->end(), node) != set->end();
  };
  const auto hops = static_cast<int64_t>(path.size());
  if (hops >= query.min_hops && in(query.ends, at)) found.insert(path);
  if (hops == query.max_hops || (hops > 0 && !in(query.inner, at))) return;
  for (const GraphEdge& edge : edges) {
    for (const bool turned : {false, true}) {
      if (turned && (!query.undirected || edge.from == edge.to)) continue;
      if ((turned ? edge.to : edge.from) != at) continue;
      const int64_t to = turned ? edge.from : edge.to;
      const bool again = std::find(path.begin(), path.end(), edge.number) != path.end();
      const bool back = std::find(nodes.begin(), nodes.end(), to) != nodes.end();
      if (query.cycles == PathCycles::kUniqueEdges && again) continue;
      if (query.cycles == PathCycles::kNone && back) continue;
      path.push_back(edge.number);
      nodes.push_back(to);
      Wander(edges, query, to, path, nodes, found);
      path.pop_back();
      nodes.pop_back();
    }
  }
}

TEST(GraphPaths, RandomGraphsGiveWhatPlainRecursionGives) {
  std::mt19937 random(7);
  const auto up_to = [&](int64_t most) {
    return static_cast<int64_t>(random() % static_cast<uint32_t>(most + 1));
  };
  const auto some = [&] {
    std::vector<int64_t> nodes;
    for (int64_t node = 0; node < 6; ++node) {
      if (up_to(1) == 1) nodes.push_back(node);
    }
    return nodes;
  };
  for (int round = 0; round < 400; ++round) {
    std::vector<GraphEdge> edges;
    for (int64_t i = up_to(9); i > 0; --i) edges.push_back({i, up_to(5), up_to(5)});
    PathQuery query{.min_hops = up_to(2), .undirected = up_to(1) == 1};
    query.max_hops = query.min_hops + up_to(3);
    query.cycles = static_cast<PathCycles>(up_to(2));
    query.starts = some();
    if (up_to(1) == 1) query.ends = some();
    if (up_to(1) == 1) query.inner = some();
    Found wanted;
    for (const int64_t start : query.starts) {
      std::vector<int64_t> path, nodes{start};
      Wander(edges, query, start, path, nodes, wanted);
    }
    ASSERT_EQ(Find(edges, query), wanted) << "round " << round;

    // The shortest of these, of each pair of nodes, come back to no node.
    query.min_hops = 1;
    query.cycles = PathCycles::kNone;
    std::map<std::pair<int64_t, int64_t>, std::set<std::vector<int64_t>>> shortest;
    FindPaths(edges, query, {}, [&](const GraphPath& path) {
      std::set<std::vector<int64_t>>& known = shortest[{path.from, path.to}];
      if (!known.empty() && known.begin()->size() < path.edges.size()) return;
      if (!known.empty() && known.begin()->size() > path.edges.size()) known.clear();
      known.insert({path.edges.begin(), path.edges.end()});
    });
    std::map<std::pair<int64_t, int64_t>, std::set<std::vector<int64_t>>> found;
    query.shortest = PathShortest::kAll;
    FindPaths(edges, query, {}, [&](const GraphPath& path) {
      const std::vector<int64_t> hops(path.edges.begin(), path.edges.end());
      const bool is_new = found[{path.from, path.to}].insert(hops).second;
      EXPECT_TRUE(is_new);
    });
    ASSERT_EQ(found, shortest) << "round " << round;
  }
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
