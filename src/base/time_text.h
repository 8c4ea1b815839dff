#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace harrier {

/// Reads a datetime in any form that Kusto's datetime() and todatetime() take (Kusto docs, datetime): ISO
/// 8601 with 'T' or space, 0 to 9 fraction digits, Z or an offset (none means UTC); RFC 822/1123 and "8 Nov
/// 2014" forms; month first with slashes and optional AM/PM; digits only (yyyyMMdd[HHmmss]). Ticks since
/// 0001-01-01.
std::optional<int64_t> ParseDatetime(std::string_view text);

/// Reads a timespan: [-][d.]hh:mm[:ss[.fffffff]], or a number with a unit (1d, 1.5h, 2 days, 10ms, 1tick).
/// Ticks.
std::optional<int64_t> ParseTimespan(std::string_view text);

/// 2024-01-01T00:00:00.1234567Z: always seven digits.
std::string FormatDatetime(int64_t ticks);
void AppendDatetime(std::string& out, int64_t ticks);

/// [-][d.]hh:mm:ss[.fffffff].
std::string FormatTimespan(int64_t ticks);
void AppendTimespan(std::string& out, int64_t ticks);

/// A date in the proleptic Gregorian calendar.
struct Date {
  int32_t year = 1;
  int32_t month = 1;
  int32_t day = 1;
};
/// Days since 0001-01-01; nullopt if there is no such day.
std::optional<int64_t> DaysOf(Date date);
Date DateOf(int64_t days);

}  // namespace harrier
