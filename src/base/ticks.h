#pragma once

#include <cstdint>

namespace harrier {

/// KQL's clock: 100 ns ticks; datetimes count from 0001-01-01T00:00:00Z (Kusto docs, datetime).
inline constexpr int64_t kTicksPerMicrosecond = 10;
inline constexpr int64_t kTicksPerMillisecond = 10'000;
inline constexpr int64_t kTicksPerSecond = 10'000'000;
inline constexpr int64_t kTicksPerMinute = 60 * kTicksPerSecond;
inline constexpr int64_t kTicksPerHour = 60 * kTicksPerMinute;
inline constexpr int64_t kTicksPerDay = 24 * kTicksPerHour;

/// Ticks at 1970-01-01T00:00:00Z.
inline constexpr int64_t kUnixEpochTicks = 621'355'968'000'000'000;
/// The last tick of 9999-12-31, the greatest datetime.
inline constexpr int64_t kMaxDatetimeTicks = 3'155'378'975'999'999'999;

}  // namespace harrier
