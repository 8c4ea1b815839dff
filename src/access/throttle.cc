#include "access/throttle.h"

#include <algorithm>

#include "base/ticks.h"

namespace harrier::access {
namespace {

constexpr int kMostDoublings = 8;  // 256 s
constexpr int64_t kForgotten = kTicksPerHour;
constexpr size_t kMostEntries = 10'000;

}  // namespace

int64_t Throttle::Wait(std::string_view who, int64_t now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(who);
  return found == entries_.end() ? 0 : std::max<int64_t>(0, found->second.until - now);
}

void Throttle::Failed(std::string_view who, int64_t now) {
  const std::lock_guard lock(mutex_);
  // Names are made up by whoever asks, so that old ones must go.
  if (entries_.size() >= kMostEntries)
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.last + kForgotten < now; });
  if (entries_.size() >= kMostEntries) entries_.clear();
  Entry& entry = entries_[std::string(who)];
  if (entry.last + kForgotten < now) entry.failures = 0;
  entry.last = now;
  if (++entry.failures >= free_)
    entry.until = now + (kTicksPerSecond << std::min(entry.failures - free_, kMostDoublings));
}

void Throttle::Succeeded(std::string_view who) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(who);
  if (found != entries_.end()) entries_.erase(found);
}

}  // namespace harrier::access
