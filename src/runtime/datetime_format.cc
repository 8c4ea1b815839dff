#include <cstdlib>

#include "base/ticks.h"
#include "base/time_text.h"
#include "runtime/kernel_of.h"

// format_datetime() and format_timespan() (Kusto docs).
namespace harrier::runtime {
namespace {

void Digits(std::string& out, int64_t value, size_t width) {
  fmt::format_to(std::back_inserter(out), "{:0{}}", value, width);
}

/// The first `count` of seven digits of a fraction; `optional` leaves zeros at the end out.
void Fraction(std::string& out, int64_t ticks, size_t count, bool optional) {
  std::string digits = fmt::format("{:07}", ticks % kTicksPerSecond).substr(0, std::min<size_t>(count, 7));
  if (optional) digits.erase(digits.find_last_not_of('0') + 1);
  out += digits;
}

bool FormatDatetimeAs(std::string& out, Ticks t, std::string_view format) {
  const Date date = DateOf(t.value / kTicksPerDay);
  const int64_t clock = t.value % kTicksPerDay;
  const int64_t hour = clock / kTicksPerHour;
  for (size_t i = 0; i < format.size();) {
    size_t n = 1;
    while (i + n < format.size() && format[i + n] == format[i]) ++n;
    switch (format[i]) {
      case 'y':
        n <= 2 ? Digits(out, date.year % 100, n) : Digits(out, date.year, n);
        break;
      case 'M':
        Digits(out, date.month, std::min<size_t>(n, 2));
        break;
      case 'd':
        Digits(out, date.day, std::min<size_t>(n, 2));
        break;
      case 'H':
        Digits(out, hour, std::min<size_t>(n, 2));
        break;
      case 'h':
        Digits(out, hour % 12 == 0 ? 12 : hour % 12, std::min<size_t>(n, 2));
        break;
      case 'm':
        Digits(out, clock % kTicksPerHour / kTicksPerMinute, std::min<size_t>(n, 2));
        break;
      case 's':
        Digits(out, clock % kTicksPerMinute / kTicksPerSecond, std::min<size_t>(n, 2));
        break;
      case 'f':
        Fraction(out, clock, n, false);
        break;
      case 'F':
        Fraction(out, clock, n, true);
        break;
      case 't':
        out += hour < 12 ? "AM" : "PM";
        break;
      default:
        out.append(n, format[i]);
    }
    i += n;
  }
  return true;
}

bool FormatTimespanAs(std::string& out, Interval span, std::string_view format) {
  const int64_t days = std::abs(span.value / kTicksPerDay);
  const int64_t ticks = std::abs(span.value % kTicksPerDay);
  if (span.value < 0) out += '-';
  for (size_t i = 0; i < format.size();) {
    size_t n = 1;
    while (i + n < format.size() && format[i + n] == format[i]) ++n;
    switch (format[i]) {
      case 'd':
        Digits(out, days, n);
        break;
      case 'H':
      case 'h':
        Digits(out, ticks / kTicksPerHour, std::min<size_t>(n, 2));
        break;
      case 'm':
        Digits(out, ticks % kTicksPerHour / kTicksPerMinute, std::min<size_t>(n, 2));
        break;
      case 's':
        Digits(out, ticks % kTicksPerMinute / kTicksPerSecond, std::min<size_t>(n, 2));
        break;
      case 'f':
        Fraction(out, ticks, n, false);
        break;
      case 'F':
        Fraction(out, ticks, n, true);
        break;
      default:
        out.append(n, format[i]);
    }
    i += n;
  }
  return true;
}

}  // namespace

void AddDatetimeFormat(KernelRegistry& registry) {
  registry.Add(KernelOf<FormatDatetimeAs>("format_datetime"));
  registry.Add(KernelOf<FormatTimespanAs>("format_timespan"));
}

}  // namespace harrier::runtime
