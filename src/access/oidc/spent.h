#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace harrier::access::oidc {

/// What may be used once. Safe for use by several threads.
class Spent {
 public:
  /// False if it was taken before. It is remembered until then; times are in seconds.
  bool Take(const std::string& what, int64_t until, int64_t now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(taken_, [now](const auto& each) { return each.second <= now; });
    // Each one costs its sender a login that has begun here; so many at once are no people.
    if (taken_.size() >= kMost) return false;
    return taken_.emplace(what, until).second;
  }

 private:
  static constexpr size_t kMost = 10'000;
  std::mutex mutex_;
  std::map<std::string, int64_t> taken_;
};

}  // namespace harrier::access::oidc
