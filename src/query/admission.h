#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/error.h"

namespace harrier::query {

/// What a query is expected to cost: kShort ones touch no stored rows, or few; kOutside is what a query reads
/// from outside before it runs, as slow as whoever answers there.
enum class Cost : uint8_t { kShort, kHeavy, kOutside };

/// How many queries run at once. Heavy ones share `slots`; the others have slots of their own, so that short
/// ones are answered while heavy ones queue, and nobody waits for slow hosts but those who ask them.
struct AdmissionOptions {
  uint32_t slots = 2;
  uint32_t short_slots = 4;
  uint32_t outside_slots = 8;
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
  Lane& lane(Cost cost) { return lanes_[static_cast<size_t>(cost)]; }

  mutable std::mutex mutex_;
  std::array<Lane, 3> lanes_;
  uint32_t queue_;
};

}  // namespace harrier::query
