#include "runtime/distinct_count.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// What several sketches of distinct values have in common (Kusto docs, dcount_intersect plugin).
namespace harrier::runtime {
namespace {

/// The plugin takes no more; every further set doubles the work.
constexpr size_t kMostSets = 16;

/// Adds to terms[last] the signed sizes of the unions of all subsets whose last set is `last`.
void AddUnions(const std::vector<DistinctCount>& sets, size_t next, const DistinctCount& so_far, int64_t sign,
               std::vector<int64_t>& terms) {
  for (size_t i = next; i < sets.size(); ++i) {
    DistinctCount with = so_far;
    with.Combine(sets[i]);
    terms[i] += sign * with.Estimate();
    AddUnions(sets, i + 1, with, -sign, terms);
  }
}

/// The sizes of S1, S1 ∩ S2, … by inclusion and exclusion: exact as long as the sketches are.
bool Intersections(JsonOut& out, Json sketches) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(sketches.text, items) || items.empty() || items.size() > kMostSets) return false;
  std::vector<DistinctCount> sets(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (!sets[i].AddJson(items[i])) return false;
  }
  std::vector<int64_t> terms(sets.size(), 0);
  AddUnions(sets, 0, DistinctCount(), 1, terms);
  out.text = "[";
  int64_t sum = 0, least = INT64_MAX;
  for (const int64_t term : terms) {
    sum += term;
    // Estimates may overshoot; what all sets share is never more than what the first ones do.
    least = std::clamp<int64_t>(sum, 0, least);
    AppendJsonComma(out.text);
    out.text += std::to_string(least);
  }
  out.text += ']';
  return true;
}

}  // namespace

void AddHllIntersect(KernelRegistry& registry) {
  registry.Add(KernelOf<Intersections>("hll_intersections"));
}

}  // namespace harrier::runtime
