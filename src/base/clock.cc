#include "base/clock.h"

#include <chrono>

#include "base/ticks.h"

namespace harrier {

int64_t SystemClock::Now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return kUnixEpochTicks + std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count() / 100;
}

}  // namespace harrier
