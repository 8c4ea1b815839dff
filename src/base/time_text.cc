#include "base/time_text.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/ticks.h"

namespace harrier {
namespace {

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};

bool IsLeap(int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int32_t DaysInMonth(int32_t year, int32_t month) {
  constexpr std::array<int8_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[static_cast<size_t>(month - 1)];
}

/// Reads a text from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  void Space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }
  bool Accept(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Digits, at most `most`; how many there were goes to `count`.
  std::optional<int64_t> Number(size_t most, size_t* count = nullptr) {
    size_t n = 0;
    int64_t value = 0;
    while (n < rest_.size() && n < most && std::isdigit(static_cast<unsigned char>(rest_[n]))) {
      value = value * 10 + (rest_[n] - '0');
      ++n;
    }
    if (n == 0) return std::nullopt;
    if (count != nullptr) *count = n;
    rest_.remove_prefix(n);
    return value;
  }
  /// Digits after a point, as ticks of a second; more than seven are cut off.
  int64_t Fraction() {
    int64_t value = 0;
    int digits = 0;
    while (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front()))) {
      if (digits < 7) {
        value = value * 10 + (rest_.front() - '0');
        ++digits;
      }
      rest_.remove_prefix(1);
    }
    for (; digits < 7; ++digits) value *= 10;
    return value;
  }
  std::string Word() {
    std::string word;
    while (!rest_.empty() && std::isalpha(static_cast<unsigned char>(rest_.front()))) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(rest_.front())));
      rest_.remove_prefix(1);
    }
    return word;
  }
  std::string_view rest() const { return rest_; }
  void Skip(size_t n) { rest_.remove_prefix(n); }

 private:
  std::string_view rest_;
};

std::optional<int32_t> MonthOf(std::string_view word) {
  if (word.size() < 3) return std::nullopt;
  for (size_t i = 0; i < 12; ++i) {
    if (word.substr(0, 3) == kMonths[i]) return static_cast<int32_t>(i) + 1;
  }
  return std::nullopt;
}

/// hh[:mm[:ss[.f]]] [AM|PM], in ticks.
std::optional<int64_t> ReadClock(Cursor& in) {
  const auto hour = in.Number(2);
  if (!hour) return std::nullopt;
  int64_t h = *hour, m = 0, s = 0, fraction = 0;
  if (in.Accept(':')) {
    const auto minute = in.Number(2);
    if (!minute) return std::nullopt;
    m = *minute;
    if (in.Accept(':')) {
      const auto second = in.Number(2);
      if (!second) return std::nullopt;
      s = *second;
      if (in.Accept('.') || in.Accept(',')) fraction = in.Fraction();
    }
  }
  Cursor look = in;
  look.Space();
  const std::string half = look.Word();
  if (half == "am" || half == "pm") {
    if (h < 1 || h > 12) return std::nullopt;
    h = h % 12 + (half == "pm" ? 12 : 0);
    in = look;
  }
  if (h > 24 || m > 59 || s > 59 || (h == 24 && (m | s | fraction) != 0)) return std::nullopt;
  return h * kTicksPerHour + m * kTicksPerMinute + s * kTicksPerSecond + fraction;
}

/// Z, UTC, GMT, ±hh[:mm] or nothing: what to subtract, in ticks.
std::optional<int64_t> ReadZone(Cursor& in) {
  in.Space();
  if (in.done()) return 0;
  if (in.peek() == '+' || in.peek() == '-') {
    const bool east = in.Accept('+');
    if (!east) in.Accept('-');
    const auto hours = in.Number(2);
    if (!hours || *hours > 14) return std::nullopt;
    in.Accept(':');
    const int64_t minutes = in.Number(2).value_or(0);
    if (minutes > 59) return std::nullopt;
    const int64_t offset = *hours * kTicksPerHour + minutes * kTicksPerMinute;
    return east ? offset : -offset;
  }
  const std::string zone = in.Word();
  if (zone == "z" || zone == "utc" || zone == "gmt") return 0;
  return std::nullopt;
}

std::optional<int64_t> Finish(Date date, int64_t clock, Cursor& in) {
  const auto days = DaysOf(date);
  const auto zone = ReadZone(in);
  in.Space();
  if (!days || !zone || !in.done()) return std::nullopt;
  const int64_t ticks = *days * kTicksPerDay + clock - *zone;
  if (ticks < 0 || ticks > kMaxDatetimeTicks) return std::nullopt;
  return ticks;
}

/// The clock after a date, if there is one.
std::optional<int64_t> OptionalClock(Cursor& in) {
  Cursor look = in;
  if (!look.Accept('T') && !look.Accept('t')) {
    in.Accept(',');
    look = in;
    look.Space();
  }
  if (!std::isdigit(static_cast<unsigned char>(look.peek()))) return 0;
  const auto clock = ReadClock(look);
  if (clock) in = look;
  return clock;
}

/// What stands between year, month and day: '-', '/', '.' or ',', maybe with blanks around it.
bool DateSeparator(Cursor& in) {
  Cursor look = in;
  look.Space();
  if (!look.Accept('-') && !look.Accept('/') && !look.Accept('.') && !look.Accept(',')) return false;
  look.Space();
  in = look;
  return true;
}

int32_t FullYear(int64_t year, size_t digits) {
  if (digits > 2) return static_cast<int32_t>(year);
  return static_cast<int32_t>(year + (year < 30 ? 2000 : 1900));
}

/// [Sat, ]8 Nov 2014 …, or Nov 8[,] 2014 ….
std::optional<int64_t> ReadWordy(std::string_view text) {
  Cursor in(text);
  Date date;
  if (std::isalpha(static_cast<unsigned char>(in.peek()))) {
    const std::string word = in.Word();
    if (const auto month = MonthOf(word); month && !in.Accept(',')) {
      in.Space();
      const auto day = in.Number(2);
      in.Accept(',');
      in.Space();
      size_t digits = 0;
      const auto year = in.Number(4, &digits);
      if (!day || !year) return std::nullopt;
      date = {FullYear(*year, digits), *month, static_cast<int32_t>(*day)};
      const auto clock = OptionalClock(in);
      return clock ? Finish(date, *clock, in) : std::nullopt;
    }
    in.Accept(',');
    in.Space();
  }
  const auto day = in.Number(2);
  if (!day) return std::nullopt;
  if (!in.Accept('-')) in.Space();
  const auto month = MonthOf(in.Word());
  if (!in.Accept('-')) in.Space();
  size_t digits = 0;
  const auto year = in.Number(4, &digits);
  if (!month || !year) return std::nullopt;
  date = {FullYear(*year, digits), *month, static_cast<int32_t>(*day)};
  const auto clock = OptionalClock(in);
  return clock ? Finish(date, *clock, in) : std::nullopt;
}

/// yyyyMMdd[HH[mm[ss]]].
std::optional<int64_t> ReadDigits(std::string_view text) {
  if (text.size() != 8 && text.size() != 10 && text.size() != 12 && text.size() != 14) return std::nullopt;
  Cursor in(text);
  const int64_t year = *in.Number(4), month = *in.Number(2), day = *in.Number(2);
  const int64_t hour = in.Number(2).value_or(0), minute = in.Number(2).value_or(0),
                second = in.Number(2).value_or(0);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return Finish({static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)},
                hour * kTicksPerHour + minute * kTicksPerMinute + second * kTicksPerSecond, in);
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

void AppendDigits(std::string& out, int64_t value, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i) {
    digits[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits, static_cast<size_t>(width));
}

/// Ticks of one unit by its name.
std::optional<int64_t> UnitTicks(std::string_view unit) {
  struct Unit {
    std::string_view name;
    int64_t ticks;
  };
  constexpr Unit kUnits[] = {
      {"d", kTicksPerDay},
      {"day", kTicksPerDay},
      {"days", kTicksPerDay},
      {"h", kTicksPerHour},
      {"hr", kTicksPerHour},
      {"hrs", kTicksPerHour},
      {"hour", kTicksPerHour},
      {"hours", kTicksPerHour},
      {"m", kTicksPerMinute},
      {"min", kTicksPerMinute},
      {"minute", kTicksPerMinute},
      {"minutes", kTicksPerMinute},
      {"s", kTicksPerSecond},
      {"sec", kTicksPerSecond},
      {"second", kTicksPerSecond},
      {"seconds", kTicksPerSecond},
      {"ms", kTicksPerMillisecond},
      {"milli", kTicksPerMillisecond},
      {"millis", kTicksPerMillisecond},
      {"millisec", kTicksPerMillisecond},
      {"millisecond", kTicksPerMillisecond},
      {"milliseconds", kTicksPerMillisecond},
      {"micro", kTicksPerMicrosecond},
      {"micros", kTicksPerMicrosecond},
      {"microsec", kTicksPerMicrosecond},
      {"microsecond", kTicksPerMicrosecond},
      {"microseconds", kTicksPerMicrosecond},
      {"tick", 1},
      {"ticks", 1},
  };
  for (const Unit& u : kUnits) {
    if (u.name == unit) return u.ticks;
  }
  return std::nullopt;
}

/// nullopt when there are too many ticks to hold.
std::optional<int64_t> RoundedTicks(double ticks) {
  if (!(std::fabs(ticks) < 0x1p63)) return std::nullopt;
  return std::llround(ticks);
}

}  // namespace

std::optional<int64_t> DaysOf(Date date) {
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1 ||
      date.day > DaysInMonth(date.year, date.month)) {
    return std::nullopt;
  }
  // Howard Hinnant's civil calendar algorithm, shifted so that day 0 is 0001-01-01.
  const int64_t y = date.month <= 2 ? date.year - 1 : date.year;
  const int64_t era = y / 400;
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 306;
}

Date DateOf(int64_t days) {
  const int64_t z = days + 306;
  const int64_t era = z / 146097;
  const int64_t day_of_era = z - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
  const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), static_cast<int32_t>(month),
          static_cast<int32_t>(day)};
}

std::optional<int64_t> ParseDatetime(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return std::nullopt;
  const bool digits_only = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits_only && text.size() >= 8) return ReadDigits(text);
  if (std::isalpha(static_cast<unsigned char>(text.front()))) return ReadWordy(text);

  Cursor in(text);
  size_t first_digits = 0;
  const auto first = in.Number(4, &first_digits);
  if (!first) return std::nullopt;
  if (in.done()) {
    // A year alone.
    return first_digits == 4 ? Finish({static_cast<int32_t>(*first), 1, 1}, 0, in) : std::nullopt;
  }
  if (first_digits == 4 && DateSeparator(in)) {
    const auto month = in.Number(2);
    if (!month) return std::nullopt;
    int64_t day = 1;
    if (DateSeparator(in)) {
      const auto given = in.Number(2);
      if (!given) return std::nullopt;
      day = *given;
    }
    const Date date{static_cast<int32_t>(*first), static_cast<int32_t>(*month), static_cast<int32_t>(day)};
    const auto clock = OptionalClock(in);
    return clock ? Finish(date, *clock, in) : std::nullopt;
  }
  if (first_digits <= 2 && in.Accept('/')) {
    const auto day = in.Number(2);
    if (!day || !in.Accept('/')) return std::nullopt;
    size_t year_digits = 0;
    const auto year = in.Number(4, &year_digits);
    if (!year) return std::nullopt;
    const Date date{FullYear(*year, year_digits), static_cast<int32_t>(*first), static_cast<int32_t>(*day)};
    const auto clock = OptionalClock(in);
    return clock ? Finish(date, *clock, in) : std::nullopt;
  }
  return ReadWordy(text);
}

std::optional<int64_t> ParseTimespan(std::string_view text) {
  text = Trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text = Trim(text.substr(1));
  if (text.empty()) return std::nullopt;
  const int64_t sign = negative ? -1 : 1;

  if (text.find(':') == std::string_view::npos) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    const std::string_view unit = Trim(text.substr(static_cast<size_t>(end - text.data())));
    if (unit.empty()) {
      // A bare number counts days (Kusto docs, timespan).
      return RoundedTicks(static_cast<double>(sign) * std::trunc(number * static_cast<double>(kTicksPerDay)));
    }
    const auto ticks = UnitTicks(unit);
    if (!ticks) return std::nullopt;
    return RoundedTicks(static_cast<double>(sign) * number * static_cast<double>(*ticks));
  }
  Cursor in(text);
  int64_t days = 0;
  const size_t dot = text.find('.'), colon = text.find(':');
  if (dot != std::string_view::npos && dot < colon) {
    const auto d = in.Number(8);
    if (!d || !in.Accept('.')) return std::nullopt;
    days = *d;
  }
  const auto hours = in.Number(8);
  if (!hours || !in.Accept(':')) return std::nullopt;
  const auto minutes = in.Number(2);
  if (!minutes) return std::nullopt;
  int64_t seconds = 0, fraction = 0;
  if (in.Accept(':')) {
    const auto s = in.Number(2);
    if (!s) return std::nullopt;
    seconds = *s;
    if (in.Accept('.')) fraction = in.Fraction();
  }
  if (!in.done() || *minutes > 59 || seconds > 59 || *hours > 23) return std::nullopt;
  const int64_t clock =
      *hours * kTicksPerHour + *minutes * kTicksPerMinute + seconds * kTicksPerSecond + fraction;
  int64_t ticks = 0;
  if (__builtin_mul_overflow(sign * days, kTicksPerDay, &ticks) ||
      __builtin_add_overflow(ticks, sign * clock, &ticks)) {
    return std::nullopt;
  }
  return ticks;
}

void AppendDatetime(std::string& out, int64_t ticks) {
  const Date date = DateOf(ticks / kTicksPerDay);
  int64_t rest = ticks % kTicksPerDay;
  AppendDigits(out, date.year, 4);
  out += '-';
  AppendDigits(out, date.month, 2);
  out += '-';
  AppendDigits(out, date.day, 2);
  out += 'T';
  AppendDigits(out, rest / kTicksPerHour, 2);
  rest %= kTicksPerHour;
  out += ':';
  AppendDigits(out, rest / kTicksPerMinute, 2);
  rest %= kTicksPerMinute;
  out += ':';
  AppendDigits(out, rest / kTicksPerSecond, 2);
  out += '.';
  AppendDigits(out, rest % kTicksPerSecond, 7);
  out += 'Z';
}

std::string FormatDatetime(int64_t ticks) {
  std::string out;
  AppendDatetime(out, ticks);
  return out;
}

void AppendTimespan(std::string& out, int64_t ticks) {
  uint64_t rest = static_cast<uint64_t>(ticks);
  if (ticks < 0) {
    out += '-';
    rest = 0 - rest;
  }
  const auto day = static_cast<uint64_t>(kTicksPerDay);
  const auto days = static_cast<int64_t>(rest / day);
  auto clock = static_cast<int64_t>(rest % day);
  if (days > 0) {
    out += std::to_string(days);
    out += '.';
  }
  AppendDigits(out, clock / kTicksPerHour, 2);
  clock %= kTicksPerHour;
  out += ':';
  AppendDigits(out, clock / kTicksPerMinute, 2);
  clock %= kTicksPerMinute;
  out += ':';
  AppendDigits(out, clock / kTicksPerSecond, 2);
  if (clock % kTicksPerSecond != 0) {
    out += '.';
    AppendDigits(out, clock % kTicksPerSecond, 7);
  }
}

std::string FormatTimespan(int64_t ticks) {
  std::string out;
  AppendTimespan(out, ticks);
  return out;
}

}  // namespace harrier
