#include "base/ticks.h"
#include "base/time_text.h"
#include "runtime/kernel_of.h"

// Parts, starts and ends of datetimes, differences, and making them (Kusto docs, datetime functions). Weeks
// begin on Sunday, but for week_of_year(), which counts as ISO 8601 does.
namespace harrier::runtime {
namespace {

using std::nullopt;
template <typename T>
using Opt = std::optional<T>;

int64_t DayOf(Ticks t) {
  return t.value / kTicksPerDay;
}
// 0001-01-01 was a Monday.
int64_t Weekday(int64_t day) {
  return (day + 1) % 7;
}

/// Offsets in any unit of a calendar, beyond which no datetime can lie.
bool Far(int64_t offset) {
  return offset > 4'000'000 || offset < -4'000'000;
}

Opt<Ticks> FromDays(Opt<int64_t> days, int64_t ticks_in_day = 0) {
  if (!days || *days < 0 || *days > kMaxDatetimeTicks / kTicksPerDay) return nullopt;
  const int64_t ticks = *days * kTicksPerDay + ticks_in_day;
  if (ticks < 0 || ticks > kMaxDatetimeTicks) return nullopt;
  return Ticks{ticks};
}

/// The first day of the month that lies `months` after the given one.
Opt<int64_t> FirstOfMonth(const Date& d, int64_t months) {
  const int64_t n = int64_t{d.year} * 12 + d.month - 1 + months;
  if (n < 12 || n >= int64_t{10000} * 12) return nullopt;
  return DaysOf({static_cast<int32_t>(n / 12), static_cast<int32_t>(n % 12) + 1, 1});
}

Opt<Ticks> StartOfDay(Ticks t, int64_t offset) {
  return Far(offset) ? nullopt : FromDays(DayOf(t) + offset);
}
Opt<Ticks> StartOfWeek(Ticks t, int64_t offset) {
  return Far(offset) ? nullopt : FromDays(DayOf(t) - Weekday(DayOf(t)) + 7 * offset);
}
Opt<Ticks> StartOfMonth(Ticks t, int64_t offset) {
  return Far(offset) ? nullopt : FromDays(FirstOfMonth(DateOf(DayOf(t)), offset));
}
Opt<Ticks> StartOfYear(Ticks t, int64_t offset) {
  if (Far(offset)) return nullopt;
  return FromDays(DaysOf({static_cast<int32_t>(DateOf(DayOf(t)).year + offset), 1, 1}));
}
/// The last tick before the next start; that of the calendar where there is none.
template <Opt<Ticks> (*start)(Ticks, int64_t)>
Opt<Ticks> EndOf(Ticks t, int64_t offset) {
  if (!start(t, offset)) return nullopt;
  const Opt<Ticks> next = start(t, offset + 1);
  return Ticks{next ? next->value - 1 : kMaxDatetimeTicks};
}
Opt<Ticks> EndOfDay(Ticks t, int64_t offset) {
  return EndOf<StartOfDay>(t, offset);
}
Opt<Ticks> EndOfWeek(Ticks t, int64_t offset) {
  return EndOf<StartOfWeek>(t, offset);
}
Opt<Ticks> EndOfMonth(Ticks t, int64_t offset) {
  return EndOf<StartOfMonth>(t, offset);
}
Opt<Ticks> EndOfYear(Ticks t, int64_t offset) {
  return EndOf<StartOfYear>(t, offset);
}

Interval DayOfWeek(Ticks t) {
  return {Weekday(DayOf(t)) * kTicksPerDay};
}
int32_t DayOfMonth(Ticks t) {
  return DateOf(DayOf(t)).day;
}
int32_t DayOfYear(Ticks t) {
  return static_cast<int32_t>(DayOf(t) - *DaysOf({DateOf(DayOf(t)).year, 1, 1})) + 1;
}
int32_t MonthOfYear(Ticks t) {
  return DateOf(DayOf(t)).month;
}
int32_t Year(Ticks t) {
  return DateOf(DayOf(t)).year;
}
int32_t HourOfDay(Ticks t) {
  return static_cast<int32_t>(t.value % kTicksPerDay / kTicksPerHour);
}

int32_t IsoWeek(Ticks t) {
  // The week of a day is that of its Thursday.
  const int64_t day = DayOf(t);
  const int64_t thursday = day - day % 7 + 3;
  const int64_t first = *DaysOf({DateOf(thursday).year, 1, 1});
  return static_cast<int32_t>((thursday - first) / 7 + 1);
}

/// Names of parts and units, as datetime_part() and datetime_diff() spell them.
enum class Unit : uint8_t {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kDayOfYear,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
  kMicrosecond,
  kNanosecond
};

Opt<Unit> UnitOf(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (lower == "year") return Unit::kYear;
  if (lower == "quarter") return Unit::kQuarter;
  if (lower == "month") return Unit::kMonth;
  if (lower == "week" || lower == "weekofyear" || lower == "week_of_year") return Unit::kWeek;
  if (lower == "day") return Unit::kDay;
  if (lower == "dayofyear") return Unit::kDayOfYear;
  if (lower == "hour") return Unit::kHour;
  if (lower == "minute") return Unit::kMinute;
  if (lower == "second") return Unit::kSecond;
  if (lower == "millisecond") return Unit::kMillisecond;
  if (lower == "microsecond") return Unit::kMicrosecond;
  if (lower == "nanosecond") return Unit::kNanosecond;
  return nullopt;
}

Opt<int32_t> Part(std::string_view name, Ticks t) {
  const Opt<Unit> unit = UnitOf(name);
  if (!unit) return nullopt;
  const Date date = DateOf(DayOf(t));
  const int64_t clock = t.value % kTicksPerDay;
  switch (*unit) {
    case Unit::kYear:
      return date.year;
    case Unit::kQuarter:
      return (date.month - 1) / 3 + 1;
    case Unit::kMonth:
      return date.month;
    case Unit::kWeek:
      return static_cast<int32_t>(IsoWeek(t));
    case Unit::kDay:
      return date.day;
    case Unit::kDayOfYear:
      return DayOfYear(t);
    case Unit::kHour:
      return static_cast<int32_t>(clock / kTicksPerHour);
    case Unit::kMinute:
      return static_cast<int32_t>(clock % kTicksPerHour / kTicksPerMinute);
    case Unit::kSecond:
      return static_cast<int32_t>(clock % kTicksPerMinute / kTicksPerSecond);
    case Unit::kMillisecond:
      return static_cast<int32_t>(clock % kTicksPerSecond / kTicksPerMillisecond);
    case Unit::kMicrosecond:
      return static_cast<int32_t>(clock % kTicksPerSecond / kTicksPerMicrosecond);
    case Unit::kNanosecond:
      return static_cast<int32_t>(clock % kTicksPerSecond * 100);
  }
  return nullopt;
}

/// How many boundaries of the unit lie between the two (Kusto docs, datetime_diff()).
Opt<int64_t> Diff(std::string_view name, Ticks a, Ticks b) {
  const Opt<Unit> unit = UnitOf(name);
  if (!unit) return nullopt;
  const Date x = DateOf(DayOf(a)), y = DateOf(DayOf(b));
  auto by = [&](int64_t size) { return a.value / size - b.value / size; };
  switch (*unit) {
    case Unit::kYear:
      return x.year - y.year;
    case Unit::kQuarter:
      return (int64_t{x.year} * 4 + (x.month - 1) / 3) - (int64_t{y.year} * 4 + (y.month - 1) / 3);
    case Unit::kMonth:
      return (int64_t{x.year} * 12 + x.month) - (int64_t{y.year} * 12 + y.month);
    case Unit::kWeek:
      return (DayOf(a) - Weekday(DayOf(a)) - (DayOf(b) - Weekday(DayOf(b)))) / 7;
    case Unit::kDay:
    case Unit::kDayOfYear:
      return DayOf(a) - DayOf(b);
    case Unit::kHour:
      return by(kTicksPerHour);
    case Unit::kMinute:
      return by(kTicksPerMinute);
    case Unit::kSecond:
      return by(kTicksPerSecond);
    case Unit::kMillisecond:
      return by(kTicksPerMillisecond);
    case Unit::kMicrosecond:
      return by(kTicksPerMicrosecond);
    case Unit::kNanosecond:
      return (a.value - b.value) * 100;
  }
  return nullopt;
}

Opt<Ticks> AddUnits(std::string_view name, int64_t n, Ticks t) {
  const Opt<Unit> unit = UnitOf(name);
  if (!unit) return nullopt;
  auto plus = [&](int64_t size) -> Opt<Ticks> {
    int64_t delta, sum;
    if (__builtin_mul_overflow(n, size, &delta) || __builtin_add_overflow(t.value, delta, &sum))
      return nullopt;
    if (sum < 0 || sum > kMaxDatetimeTicks) return nullopt;
    return Ticks{sum};
  };
  auto months = [&](int64_t size) -> Opt<Ticks> {
    if (Far(n)) return nullopt;
    const int64_t count = n * size;
    const Date date = DateOf(DayOf(t));
    const Opt<int64_t> first = FirstOfMonth(date, count);
    if (!first) return nullopt;
    // The last day of a shorter month stands for days that it lacks.
    const Opt<int64_t> next = FirstOfMonth(date, count + 1);
    const int64_t length = next ? *next - *first : 31;
    return FromDays(*first + std::min<int64_t>(date.day, length) - 1, t.value % kTicksPerDay);
  };
  switch (*unit) {
    case Unit::kYear:
      return months(12);
    case Unit::kQuarter:
      return months(3);
    case Unit::kMonth:
      return months(1);
    case Unit::kWeek:
      return plus(7 * kTicksPerDay);
    case Unit::kDay:
    case Unit::kDayOfYear:
      return plus(kTicksPerDay);
    case Unit::kHour:
      return plus(kTicksPerHour);
    case Unit::kMinute:
      return plus(kTicksPerMinute);
    case Unit::kSecond:
      return plus(kTicksPerSecond);
    case Unit::kMillisecond:
      return plus(kTicksPerMillisecond);
    case Unit::kMicrosecond:
      return plus(kTicksPerMicrosecond);
    case Unit::kNanosecond:
      n /= 100;
      return plus(1);
  }
  return nullopt;
}

Opt<Ticks> MakeDatetime(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                        double second) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) return nullopt;
  const auto ticks = static_cast<int64_t>(std::llround(second * static_cast<double>(kTicksPerSecond)));
  return FromDays(
      DaysOf({static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)}),
      hour * kTicksPerHour + minute * kTicksPerMinute + ticks);
}

Opt<Interval> MakeTimespan(int64_t days, int64_t hours, int64_t minutes, double seconds) {
  if (days < -10'000'000 || days > 10'000'000 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ||
      !(seconds >= 0 && seconds < 60))
    return nullopt;
  const auto ticks = static_cast<int64_t>(std::llround(seconds * static_cast<double>(kTicksPerSecond)));
  return Interval{days * kTicksPerDay + hours * kTicksPerHour + minutes * kTicksPerMinute + ticks};
}

/// unixtime_seconds_todatetime and its kin; `unit` is in ticks.
Opt<Ticks> FromUnix(double count, int64_t unit) {
  const double ticks = count * static_cast<double>(unit);
  if (!(ticks > -9e18 && ticks < 9e18)) return nullopt;
  const int64_t sum = kUnixEpochTicks + static_cast<int64_t>(std::llround(ticks));
  if (sum < 0 || sum > kMaxDatetimeTicks) return nullopt;
  return Ticks{sum};
}
Opt<Ticks> FromUnixLong(int64_t count, int64_t unit) {
  int64_t ticks, sum;
  if (__builtin_mul_overflow(count, unit, &ticks) || __builtin_add_overflow(ticks, kUnixEpochTicks, &sum))
    return nullopt;
  if (sum < 0 || sum > kMaxDatetimeTicks) return nullopt;
  return Ticks{sum};
}
Opt<Ticks> FromUnixNanoseconds(int64_t count) {
  return Ticks{kUnixEpochTicks + count / 100};
}

}  // namespace

void AddDatetime(KernelRegistry& registry) {
  registry.Add(KernelOf<StartOfDay>("startofday"));
  registry.Add(KernelOf<StartOfWeek>("startofweek"));
  registry.Add(KernelOf<StartOfMonth>("startofmonth"));
  registry.Add(KernelOf<StartOfYear>("startofyear"));
  registry.Add(KernelOf<EndOfDay>("endofday"));
  registry.Add(KernelOf<EndOfWeek>("endofweek"));
  registry.Add(KernelOf<EndOfMonth>("endofmonth"));
  registry.Add(KernelOf<EndOfYear>("endofyear"));
  registry.Add(KernelOf<DayOfWeek>("dayofweek"));
  registry.Add(KernelOf<DayOfMonth>("dayofmonth"));
  registry.Add(KernelOf<DayOfYear>("dayofyear"));
  registry.Add(KernelOf<MonthOfYear>("monthofyear"));
  registry.Add(KernelOf<Year>("getyear"));
  registry.Add(KernelOf<HourOfDay>("hourofday"));
  registry.Add(KernelOf<IsoWeek>("week_of_year"));
  registry.Add(KernelOf<Part>("datetime_part"));
  registry.Add(KernelOf<Diff>("datetime_diff"));
  registry.Add(KernelOf<AddUnits>("datetime_add"));
  registry.Add(KernelOf<MakeDatetime>("make_datetime"));
  registry.Add(KernelOf<MakeTimespan>("make_timespan"));
  registry.Add(KernelOf<FromUnix>("from_unix"));
  registry.Add(KernelOf<FromUnixLong>("from_unix_long"));
  registry.Add(KernelOf<FromUnixNanoseconds>("from_unix_nanoseconds"));
}

}  // namespace harrier::runtime
