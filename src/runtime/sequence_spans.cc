#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// How fast a sequence of steps was taken (Kusto docs, funnel_sequence_completion plugin).
namespace harrier::runtime {
namespace {

/// Events (a moment, and which steps it may be as bits), and how many steps there are. The result has, for
/// each step, the least time from a first step to it with all the steps between them in order; null where it
/// was not reached.
struct SequenceSpans {
  std::vector<std::pair<int64_t, int64_t>> events;
  size_t steps = 0;

  void Update(int64_t moment, int64_t bits, int64_t count) {
    steps = static_cast<size_t>(std::clamp<int64_t>(count, 0, 62));
    if (bits != 0) events.emplace_back(moment, bits);
  }
  void Combine(const SequenceSpans& other) {
    steps = std::max(steps, other.steps);
    events.insert(events.end(), other.events.begin(), other.events.end());
  }
  bool Finish(JsonOut& out) const {
    std::vector<std::pair<int64_t, int64_t>> sorted = events;
    std::sort(sorted.begin(), sorted.end());
    // The latest start of a sequence that has come as far as each step: no earlier one can be faster.
    std::vector<std::optional<int64_t>> start(steps), least(steps);
    for (size_t begin = 0; begin < sorted.size();) {
      size_t end = begin;
      int64_t bits = 0;
      while (end < sorted.size() && sorted[end].first == sorted[begin].first) bits |= sorted[end++].second;
      const int64_t moment = sorted[begin].first;
      // From the last step down, so that one moment is not two steps.
      for (size_t step = steps; step-- > 0;) {
        if ((bits >> step & 1) == 0) continue;
        const std::optional<int64_t> from = step == 0 ? moment : start[step - 1];
        if (!from) continue;
        start[step] = from;
        if (!least[step] || moment - *from < *least[step]) least[step] = moment - *from;
      }
      begin = end;
    }
    out.text = "[";
    for (const std::optional<int64_t>& span : least) {
      AppendJsonComma(out.text);
      out.text += span ? std::to_string(*span) : "null";
    }
    out.text += ']';
    return true;
  }
};

}  // namespace

void AddSequenceSpans(KernelRegistry& registry) {
  registry.Add(AggregateOf<SequenceSpans, int64_t, int64_t, int64_t>("sequence_spans"));
}

}  // namespace harrier::runtime
