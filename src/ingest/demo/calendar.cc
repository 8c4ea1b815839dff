#include "ingest/demo/calendar.h"

#include <fmt/format.h>

namespace harrier::ingest::demo {

Civil CivilOf(int64_t ticks) {
  // Days to year, month, day in the proleptic Gregorian calendar, with years that begin in March.
  const int64_t days = ticks / kTicksPerDay + 306;
  const int64_t era = days / 146097;
  const int64_t day_of_era = days % 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  Civil civil{};
  civil.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  civil.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  civil.year = static_cast<int>(year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
  const int64_t rest = ticks % kTicksPerDay;
  civil.hour = static_cast<int>(rest / kTicksPerHour);
  civil.minute = static_cast<int>(rest / kTicksPerMinute % 60);
  civil.second = static_cast<int>(rest / kTicksPerSecond % 60);
  civil.fraction = static_cast<int>(rest % kTicksPerSecond);
  return civil;
}

std::string IsoTime(int64_t ticks) {
  const Civil c = CivilOf(ticks);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", c.year, c.month, c.day, c.hour, c.minute,
                     c.second, c.fraction);
}

std::string IsoSeconds(int64_t ticks) {
  const Civil c = CivilOf(ticks);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute,
                     c.second);
}

}  // namespace harrier::ingest::demo
