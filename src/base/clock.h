#pragma once

#include <cstdint>

namespace harrier {

/// Tells the time; tests set their own.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Now, in 100 ns ticks since 0001-01-01 UTC.
  virtual int64_t Now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  int64_t Now() const override;
};

/// A clock that stands where it was put.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(int64_t ticks) : ticks_(ticks) {}
  int64_t Now() const override { return ticks_; }
  void Set(int64_t ticks) { ticks_ = ticks; }

 private:
  int64_t ticks_;
};

}  // namespace harrier
