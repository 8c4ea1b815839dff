#include "engine/duckdb/graph_kernels.h"

#include "runtime/graph_paths.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::GraphEdge;
using runtime::PathQuery;

/// A graph and a search in it, gathered row by row.
class Paths {
 public:
  void Update(int64_t row, int64_t number, std::optional<int64_t> from, std::optional<int64_t> to,
              int64_t min_hops, int64_t max_hops, int64_t rules) {
    query_.min_hops = min_hops;
    query_.max_hops = max_hops;
    rules_ = rules;
    switch (static_cast<PathRow>(row)) {
      case PathRow::kEdge:
        if (from && to) edges_.push_back({number, *from, *to});
        return;
      case PathRow::kStart:
        return query_.starts.push_back(number);
      case PathRow::kEnd:
        return ends_.push_back(number);
      case PathRow::kInner:
        return inner_.push_back(number);
    }
  }

  void Combine(const Paths& other) {
    if (other.rules_ < 0) return;
    query_.min_hops = other.query_.min_hops;
    query_.max_hops = other.query_.max_hops;
    rules_ = other.rules_;
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(edges_, other.edges_);
    append(query_.starts, other.query_.starts);
    append(ends_, other.ends_);
    append(inner_, other.inner_);
  }

  bool Finish(std::string& out) const {
    out = "[";
    if (rules_ < 0) return out += "]", true;
    PathQuery query = query_;
    query.undirected = (rules_ & 1) != 0;
    query.cycles = static_cast<runtime::PathCycles>(rules_ >> 1 & 3);
    query.shortest = static_cast<runtime::PathShortest>(rules_ >> 3 & 3);
    if ((rules_ & 32) != 0) query.ends = ends_;
    if ((rules_ & 64) != 0) query.inner = inner_;
    bool fits = true;
    const auto numbers = [&](std::span<const int64_t> items) {
      out += ",[";
      for (size_t i = 0; i < items.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{}", i > 0 ? "," : "", items[i]);
      out += ']';
    };
    const bool within = runtime::FindPaths(edges_, query, {}, [&](const runtime::GraphPath& path) {
      if (out.size() > kMostText) fits = false;
      if (!fits) return;
      fmt::format_to(std::back_inserter(out), "{}[{},{}", out.size() > 1 ? "," : "", path.from, path.to);
      numbers(path.edges);
      numbers(path.inner);
      out += ']';
    });
    out += ']';
    if (!within || !fits) out.clear();
    return true;
  }

 private:
  /// Bytes of one answer; the engine's texts end at 4 GB.
  static constexpr size_t kMostText = size_t{1} << 29;

  PathQuery query_;
  int64_t rules_ = -1;
  std::vector<GraphEdge> edges_;
  std::vector<int64_t> ends_, inner_;
};

}  // namespace

int64_t PackPathRules(bool undirected, int cycles, int shortest, bool has_ends, bool has_inner) {
  return int64_t{undirected} | int64_t{cycles} << 1 | int64_t{shortest} << 3 | int64_t{has_ends} << 5 |
         int64_t{has_inner} << 6;
}

void AddGraphKernels(runtime::KernelRegistry& registry) {
  using namespace runtime;
  registry.Add(AggregateOf<Paths, int64_t, int64_t, std::optional<int64_t>, std::optional<int64_t>, int64_t,
                           int64_t, int64_t>("engine_paths"));
}

}  // namespace harrier::engine::duckdb
