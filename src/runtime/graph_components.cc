#include <algorithm>

#include "runtime/kernel_of.h"

// Connected components (Kusto docs, graph-mark-components operator). The rows are edges between nodes that
// are numbered from 1; each node comes with an edge to itself. The result is the array of component numbers,
// from 0, by node.
namespace harrier::runtime {
namespace {

struct Edges {
  std::vector<std::pair<uint32_t, uint32_t>> edges;
  uint32_t nodes = 0;

  void Update(int64_t from, int64_t to) {
    if (from < 1 || to < 1 || from > UINT32_MAX || to > UINT32_MAX) return;
    nodes = std::max({nodes, static_cast<uint32_t>(from), static_cast<uint32_t>(to)});
    edges.emplace_back(static_cast<uint32_t>(from - 1), static_cast<uint32_t>(to - 1));
  }
  void Combine(const Edges& other) {
    nodes = std::max(nodes, other.nodes);
    edges.insert(edges.end(), other.edges.begin(), other.edges.end());
  }
};

/// Numbers components in the order of their first node; a number that no node has gets null.
void Write(JsonOut& out, const Edges& graph, const std::vector<uint32_t>& component_of) {
  std::vector<bool> exists(component_of.size(), false);
  for (const auto& [from, to] : graph.edges) exists[from] = exists[to] = true;
  std::unordered_map<uint32_t, size_t> numbers;
  out.text = "[";
  for (size_t i = 0; i < component_of.size(); ++i) {
    if (i > 0) out.text += ',';
    const size_t next = numbers.size();
    out.text += exists[i] ? std::to_string(numbers.emplace(component_of[i], next).first->second) : "null";
  }
  out.text += ']';
}

/// Nodes that edges connect, whatever their direction: disjoint sets.
struct Weak : Edges {
  bool Finish(JsonOut& out) const {
    std::vector<uint32_t> parent(nodes);
    for (uint32_t i = 0; i < nodes; ++i) parent[i] = i;
    const auto root = [&](uint32_t node) {
      while (parent[node] != node) node = parent[node] = parent[parent[node]];
      return node;
    };
    for (const auto& [from, to] : edges) parent[root(from)] = root(to);
    for (uint32_t i = 0; i < nodes; ++i) parent[i] = root(i);
    Write(out, *this, parent);
    return true;
  }
};

/// Nodes with paths both ways: Tarjan's algorithm, with a stack of its own since graphs may be deep.
struct Strong : Edges {
  bool Finish(JsonOut& out) const {
    std::vector<size_t> begin(nodes + 1, 0);
    for (const auto& [from, to] : edges) ++begin[from + 1];
    for (size_t i = 0; i < nodes; ++i) begin[i + 1] += begin[i];
    std::vector<uint32_t> targets(edges.size());
    std::vector<size_t> next(begin.begin(), begin.end() - 1);
    for (const auto& [from, to] : edges) targets[next[from]++] = to;

    std::copy(begin.begin(), begin.end() - 1, next.begin());
    std::vector<uint32_t> order(nodes, 0), low(nodes, 0), component(nodes, 0), open, visit;
    std::vector<bool> is_open(nodes, false);
    uint32_t count = 0, components = 0;
    for (uint32_t first = 0; first < nodes; ++first) {
      if (order[first] != 0) continue;
      visit.push_back(first);
      while (!visit.empty()) {
        const uint32_t node = visit.back();
        if (order[node] == 0) {
          order[node] = low[node] = ++count;
          open.push_back(node);
          is_open[node] = true;
        }
        if (next[node] < begin[node + 1]) {
          const uint32_t to = targets[next[node]++];
          if (order[to] == 0)
            visit.push_back(to);
          else if (is_open[to])
            low[node] = std::min(low[node], order[to]);
          continue;
        }
        visit.pop_back();
        if (!visit.empty()) low[visit.back()] = std::min(low[visit.back()], low[node]);
        if (low[node] != order[node]) continue;
        while (true) {
          const uint32_t member = open.back();
          open.pop_back();
          is_open[member] = false;
          component[member] = components;
          if (member == node) break;
        }
        ++components;
      }
    }
    Write(out, *this, component);
    return true;
  }
};

}  // namespace

void AddGraphComponents(KernelRegistry& registry) {
  registry.Add(AggregateOf<Weak, int64_t, int64_t>("graph_components_weak"));
  registry.Add(AggregateOf<Strong, int64_t, int64_t>("graph_components_strong"));
}

}  // namespace harrier::runtime
