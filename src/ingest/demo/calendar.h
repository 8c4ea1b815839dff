#pragma once

#include <cstdint>
#include <string>

#include "base/ticks.h"

namespace harrier::ingest::demo {

/// 0 is Monday, as 0001-01-01 was.
inline int DayOfWeek(int64_t ticks) {
  return static_cast<int>(ticks / kTicksPerDay % 7);
}
inline bool IsWorkday(int64_t ticks) {
  return DayOfWeek(ticks) < 5;
}
inline int64_t DayStart(int64_t ticks) {
  return ticks - ticks % kTicksPerDay;
}

/// Midnight of the nth working day before the day of `ticks`.
inline int64_t WorkdaysBefore(int64_t ticks, int n) {
  int64_t day = DayStart(ticks);
  while (n > 0) {
    day -= kTicksPerDay;
    if (IsWorkday(day)) --n;
  }
  return day;
}

inline constexpr int64_t Minutes(double n) {
  return static_cast<int64_t>(n * kTicksPerMinute);
}
inline constexpr int64_t Seconds(double n) {
  return static_cast<int64_t>(n * kTicksPerSecond);
}

/// Broken-down UTC time.
struct Civil {
  int year, month, day, hour, minute, second;
  int fraction;  // ticks of the second
};
Civil CivilOf(int64_t ticks);

/// 2026-01-31T09:08:07.1234567Z
std::string IsoTime(int64_t ticks);
/// 2026-01-31T09:08:07Z
std::string IsoSeconds(int64_t ticks);

}  // namespace harrier::ingest::demo
