#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace harrier::ingest::demo {

/// What is to happen when. Steps run in order of time, those of one time in the order they were added; a step
/// may add further ones.
class Agenda {
 public:
  using Step = std::function<void(int64_t now)>;

  void At(int64_t time, Step step) { queue_.push({time, next_++, std::move(step)}); }

  /// Runs the steps before `until`; stops early when `go_on` says no.
  template <typename GoOn>
  void RunUntil(int64_t until, GoOn go_on) {
    while (!queue_.empty() && queue_.top().time < until && go_on()) {
      const int64_t now = queue_.top().time;
      // The queue gives out constant references only; the step is taken before its entry goes.
      Step step = std::move(const_cast<Entry&>(queue_.top()).step);
      queue_.pop();
      step(now);
    }
  }

 private:
  struct Entry {
    int64_t time;
    uint64_t order;
    Step step;
    bool operator<(const Entry& other) const {
      return time != other.time ? time > other.time : order > other.order;
    }
  };
  std::priority_queue<Entry> queue_;
  uint64_t next_ = 0;
};

}  // namespace harrier::ingest::demo
