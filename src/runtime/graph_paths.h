#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

/// Paths of a graph whose nodes and edges are numbers: what graph-match's variable-length edges and
/// graph-shortest-paths are made of (Kusto docs, graph-match and graph-shortest-paths operators).
namespace harrier::runtime {

struct GraphEdge {
  int64_t number = 0;
  int64_t from = 0;
  int64_t to = 0;
};

enum class PathCycles : uint8_t { kAll, kUniqueEdges, kNone };
enum class PathShortest : uint8_t { kNo, kAny, kAll };

struct PathQuery {
  int64_t min_hops = 1;
  int64_t max_hops = 1;
  /// Edges may be walked either way.
  bool undirected = false;
  PathCycles cycles = PathCycles::kUniqueEdges;
  /// Only the shortest paths of each pair of nodes, one or all; min_hops is 0 or 1 then, and a path from a
  /// node to itself has no edges.
  PathShortest shortest = PathShortest::kNo;
  std::vector<int64_t> starts{};
  std::optional<std::vector<int64_t>> ends{};   // absent: any node
  std::optional<std::vector<int64_t>> inner{};  // nodes that a path may pass; absent: any
};

/// One path: first node, last node, numbers of the edges, numbers of the nodes between.
struct GraphPath {
  int64_t from = 0;
  int64_t to = 0;
  std::span<const int64_t> edges;
  std::span<const int64_t> inner;
};

/// What one search may cost; beyond it there is no answer.
struct PathLimits {
  int64_t paths = 1'000'000;
  int64_t steps = 100'000'000;  // edges looked at
};

/// Calls `found` for every path, in no particular order. False if a limit was reached.
bool FindPaths(std::span<const GraphEdge> edges, const PathQuery& query, const PathLimits& limits,
               const std::function<void(const GraphPath&)>& found);

}  // namespace harrier::runtime
