#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/error.h"

namespace harrier::query {

/// Bytes of this process that lie in memory.
uint64_t ResidentBytes();

/// Ends the largest query when the process nears its limit of memory. What a query takes is not known, only
/// what the process takes; a growth is laid to the queries that run meanwhile, in equal parts. Safe for use
/// by several threads at once; must outlive what it watches.
class Watchdog {
 public:
  /// A query while it runs; from its beginning on, its memory is laid to it.
  class Watched {
   public:
    ~Watched();
    /// Requested when the watchdog ends the query, and when its client does.
    std::stop_token token() const { return stop_.get_token(); }
    /// The error that a query ended with, or why the watchdog had it end.
    Error Reason(Error error) const;

   private:
    friend class Watchdog;
    struct Forward {
      std::stop_source* stop;
      void operator()() const { stop->request_stop(); }
    };
    Watched(Watchdog& owner, const std::stop_token& also) : owner_(owner), forward_(also, Forward{&stop_}) {}

    Watchdog& owner_;
    std::stop_source stop_;
    std::stop_callback<Forward> forward_;
    uint64_t bytes_ = 0;  // guarded by the owner's mutex
    bool ended_ = false;  // likewise
  };

  /// `limit` in bytes; 0: no limit. `resident` tells what the process takes.
  explicit Watchdog(uint64_t limit, std::function<uint64_t()> resident = ResidentBytes);

  std::unique_ptr<Watched> Watch(const std::stop_token& also);

 private:
  void Run(const std::stop_token& stop);
  void Look();

  const uint64_t limit_;
  const std::function<uint64_t()> resident_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Watched*> queries_;
  uint64_t last_ = 0;
  std::chrono::steady_clock::time_point ended_last_{};
  std::jthread thread_;
};

}  // namespace harrier::query
