#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace harrier::access {

/// Slows down whoever guesses secrets: after some failures in a row each further one doubles the wait. Safe
/// for use by several threads. Times are in ticks.
class Throttle {
 public:
  /// So many failures in a row cost nothing.
  explicit Throttle(int free) : free_(free) {}

  /// How long `who` must still wait; 0: it may try.
  int64_t Wait(std::string_view who, int64_t now) const;
  void Failed(std::string_view who, int64_t now);
  void Succeeded(std::string_view who);

 private:
  struct Entry {
    int failures = 0;
    int64_t until = 0;
    int64_t last = 0;
  };
  int free_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace harrier::access
