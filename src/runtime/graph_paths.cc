#include "runtime/graph_paths.h"

#include <algorithm>
#include <unordered_map>

namespace harrier::runtime {
namespace {

using Node = uint32_t;
constexpr int64_t kUnreached = -1;

/// A step from a node: over which edge, to which node.
struct Step {
  uint32_t edge = 0;
  Node to = 0;
};

/// Steps by node, one array for all.
class Adjacency {
 public:
  Adjacency(size_t nodes, std::span<const std::pair<Node, Step>> steps)
      : begin_(nodes + 1, 0), steps_(steps.size()) {
    for (const auto& [from, step] : steps) ++begin_[from + 1];
    for (size_t i = 0; i < nodes; ++i) begin_[i + 1] += begin_[i];
    std::vector<size_t> next(begin_.begin(), begin_.end() - 1);
    for (const auto& [from, step] : steps) steps_[next[from]++] = step;
  }
  std::span<const Step> Of(Node node) const {
    return {steps_.data() + begin_[node], begin_[node + 1] - begin_[node]};
  }

 private:
  std::vector<size_t> begin_;
  std::vector<Step> steps_;
};

class Search {
 public:
  Search(std::span<const GraphEdge> edges, const PathQuery& query, const PathLimits& limits,
         const std::function<void(const GraphPath&)>& found)
      : edges_(edges), query_(query), limits_(limits), found_(found) {
    std::vector<std::pair<Node, Step>> forward, backward;
    for (uint32_t i = 0; i < edges.size(); ++i) {
      const Node from = Number(edges[i].from), to = Number(edges[i].to);
      forward.push_back({from, {i, to}});
      backward.push_back({to, {i, from}});
      // A loop is the same step either way.
      if (query.undirected && from != to) {
        forward.push_back({to, {i, from}});
        backward.push_back({from, {i, to}});
      }
    }
    for (const int64_t node : query.starts) starts_.push_back(Number(node));
    const auto marked = [&](const std::vector<int64_t>& nodes) {
      std::vector<Node> numbers;
      for (const int64_t node : nodes) numbers.push_back(Number(node));
      std::vector<bool> marks(names_.size(), false);
      for (const Node node : numbers) marks[node] = true;
      return marks;
    };
    if (query.inner) inner_ = marked(*query.inner);
    if (query.ends) ends_ = marked(*query.ends);
    const size_t nodes = names_.size();
    // Nodes that are known since are in no set.
    if (query.inner) inner_.resize(nodes, false);
    if (query.ends) ends_.resize(nodes, false);
    std::sort(starts_.begin(), starts_.end());
    starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
    steps_.emplace(nodes, forward);
    if (query.ends) MeasureToEnds(Adjacency(nodes, backward));
    on_path_.resize(nodes, false);
    used_.resize(edges.size(), false);
  }

  bool Run() {
    for (const Node start : starts_) {
      const bool within = query_.shortest == PathShortest::kNo ? Enumerate(start) : Shortest(start);
      if (!within) return false;
    }
    return true;
  }

 private:
  Node Number(int64_t name) {
    const auto [at, is_new] = numbers_.emplace(name, static_cast<Node>(names_.size()));
    if (is_new) names_.push_back(name);
    return at->second;
  }
  bool IsEnd(Node node) const { return !query_.ends || ends_[node]; }
  bool MayPass(Node node) const { return !query_.inner || inner_[node]; }
  bool CanEnd(Node node, int64_t hops_left) const {
    return !query_.ends || (to_end_[node] != kUnreached && to_end_[node] <= hops_left);
  }

  /// How many steps each node is away from the nearest end, so that no path is begun that cannot end.
  void MeasureToEnds(const Adjacency& backward) {
    to_end_.assign(names_.size(), kUnreached);
    std::vector<Node> queue;
    for (Node node = 0; node < names_.size(); ++node) {
      if (!ends_[node]) continue;
      to_end_[node] = 0;
      queue.push_back(node);
    }
    for (size_t i = 0; i < queue.size(); ++i) {
      const int64_t next = to_end_[queue[i]] + 1;
      for (const Step& step : backward.Of(queue[i])) {
        if (to_end_[step.to] != kUnreached) continue;
        to_end_[step.to] = next;
        queue.push_back(step.to);
      }
    }
  }

  bool Emit(Node start, Node end, std::span<const Step> path) {
    if (++paths_ > limits_.paths) return false;
    path_edges_.clear();
    path_nodes_.clear();
    for (size_t i = 0; i < path.size(); ++i) {
      path_edges_.push_back(edges_[path[i].edge].number);
      if (i + 1 < path.size()) path_nodes_.push_back(names_[path[i].to]);
    }
    steps_taken_ += static_cast<int64_t>(path.size());
    found_({names_[start], names_[end], path_edges_, path_nodes_});
    return true;
  }

  /// Every path that begins at the node, depth first.
  bool Enumerate(Node start) {
    if (!CanEnd(start, query_.max_hops)) return true;
    std::vector<Step> path;
    std::vector<size_t> next{0};
    if (query_.min_hops <= 0 && IsEnd(start) && !Emit(start, start, path)) return false;
    if (query_.max_hops <= 0) return true;
    const bool unique_edges = query_.cycles != PathCycles::kAll;
    const bool unique_nodes = query_.cycles == PathCycles::kNone;
    on_path_[start] = true;
    bool within = true;
    while (within && !next.empty()) {
      const Node at = path.empty() ? start : path.back().to;
      const std::span<const Step> steps = steps_->Of(at);
      const auto hops = static_cast<int64_t>(path.size());
      const bool full = hops == query_.max_hops || (hops > 0 && !MayPass(at));
      if (full || next.back() == steps.size()) {
        next.pop_back();
        if (path.empty()) break;
        used_[path.back().edge] = false;
        if (unique_nodes) on_path_[at] = false;
        path.pop_back();
        continue;
      }
      const Step step = steps[next.back()++];
      if (++steps_taken_ > limits_.steps) within = false;
      if (!CanEnd(step.to, query_.max_hops - hops - 1)) continue;
      if ((unique_edges && used_[step.edge]) || (unique_nodes && on_path_[step.to])) continue;
      path.push_back(step);
      next.push_back(0);
      used_[step.edge] = true;
      if (unique_nodes) on_path_[step.to] = true;
      if (hops + 1 >= query_.min_hops && IsEnd(step.to)) within = within && Emit(start, step.to, path);
    }
    on_path_[start] = false;
    return within;
  }

  /// The shortest paths that begin at the node, breadth first.
  bool Shortest(Node start) {
    if (!CanEnd(start, query_.max_hops)) return true;
    std::unordered_map<Node, int64_t> distance{{start, 0}};
    std::unordered_map<Node, std::vector<std::pair<Node, uint32_t>>> before;
    std::vector<Node> queue{start};
    for (size_t i = 0; i < queue.size(); ++i) {
      const Node at = queue[i];
      const int64_t hops = distance[at];
      if (hops == query_.max_hops || (at != start && !MayPass(at))) continue;
      for (const Step& step : steps_->Of(at)) {
        if (++steps_taken_ > limits_.steps) return false;
        if (!CanEnd(step.to, query_.max_hops - hops - 1)) continue;
        const auto [known, is_new] = distance.emplace(step.to, hops + 1);
        if (is_new) queue.push_back(step.to);
        const bool another = query_.shortest == PathShortest::kAll && known->second == hops + 1;
        if (is_new || another) before[step.to].emplace_back(at, step.edge);
      }
    }
    if (query_.min_hops <= 0 && IsEnd(start) && !Emit(start, start, {})) return false;
    for (size_t i = 1; i < queue.size(); ++i) {
      if (IsEnd(queue[i]) && !EmitBack(start, queue[i], before, distance[queue[i]])) return false;
    }
    return true;
  }

  /// All ways back from `end`, over the steps that reached each node first.
  bool EmitBack(Node start, Node end,
                const std::unordered_map<Node, std::vector<std::pair<Node, uint32_t>>>& before,
                int64_t hops) {
    const auto length = static_cast<size_t>(hops);
    std::vector<Step> path(length);
    std::vector<Node> at(length + 1);
    std::vector<size_t> next(length + 1, 0);
    size_t depth = 0;
    at[0] = end;
    while (true) {
      if (depth == length) {
        if (!Emit(start, end, path)) return false;
        if (depth-- == 0) return true;
        continue;
      }
      const auto& ways = before.at(at[depth]);
      if (next[depth] == ways.size()) {
        next[depth] = 0;
        if (depth-- == 0) return true;
        continue;
      }
      if (++steps_taken_ > limits_.steps) return false;
      const auto& [from, edge] = ways[next[depth]++];
      path[length - 1 - depth] = {edge, at[depth]};
      at[++depth] = from;
      next[depth] = 0;
    }
  }

  std::span<const GraphEdge> edges_;
  const PathQuery& query_;
  const PathLimits& limits_;
  const std::function<void(const GraphPath&)>& found_;
  std::unordered_map<int64_t, Node> numbers_;
  std::vector<int64_t> names_;
  std::vector<Node> starts_;
  std::vector<bool> ends_, inner_;
  std::optional<Adjacency> steps_;
  std::vector<int64_t> to_end_;
  std::vector<bool> on_path_, used_;
  std::vector<int64_t> path_edges_, path_nodes_;
  int64_t paths_ = 0;
  int64_t steps_taken_ = 0;
};

}  // namespace

bool FindPaths(std::span<const GraphEdge> edges, const PathQuery& query, const PathLimits& limits,
               const std::function<void(const GraphPath&)>& found) {
  return Search(edges, query, limits, found).Run();
}

}  // namespace harrier::runtime
