#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/error.h"

namespace harrier::query {

/// What a query is expected to cost: kShort ones touch no stored rows, or few.
enum class Cost : uint8_t { kShort, kHeavy };

/// How many queries run at once. Heavy ones share `slots`; short ones have `short_slots` of their own, so
/// that they are answered while heavy ones queue.
struct AdmissionOptions {
  uint32_t slots = 2;
  uint32_t short_slots = 4;
  /// Queries of one kind that may wait; one more is refused.
  uint32_t queue = 64;
};

/// Lets queries in, first come first served within their kind. Safe for use by several threads at once; must
/// outlive its permits.
class Admission {
 public:
  using Clock = std::chrono::steady_clock;

  /// The right to run; given back when it goes.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), cost_(other.cost_) {}
    Permit& operator=(Permit&& other) noexcept;
    ~Permit() { Release(); }
    void Release();

   private:
    friend class Admission;
    Permit(Admission* owner, Cost cost) : owner_(owner), cost_(cost) {}
    Admission* owner_ = nullptr;
    Cost cost_ = Cost::kShort;
  };

  explicit Admission(AdmissionOptions options);

  /// Waits for a slot: kTimeout at the deadline, kCancelled on stop, kBusy at once if too many wait already.
  Result<Permit> Enter(Cost cost, Clock::time_point deadline, std::stop_token stop);

  /// Queries of the kind that run, and that wait.
  std::pair<uint32_t, uint32_t> Load(Cost cost) const;

 private:
  /// One that waits: its slot is handed to it, and nobody else is woken.
  struct Waiter {
    std::condition_variable_any changed;
    bool granted = false;
  };
  struct Lane {
    uint32_t slots = 0;
    uint32_t running = 0;        // with those whose slot was handed to them
    std::list<Waiter*> waiting;  // oldest first
  };
  Lane& lane(Cost cost) { return cost == Cost::kShort ? short_ : heavy_; }

  mutable std::mutex mutex_;
  Lane heavy_;
  Lane short_;
  uint32_t queue_;
};

}  // namespace harrier::query
