#include "runtime/time_zone.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::runtime {
namespace {

constexpr std::string_view kZoneFolder = "/usr/share/zoneinfo/";
constexpr int64_t kDay = 86'400;
constexpr int64_t kEpochDays = kUnixEpochTicks / kTicksPerDay;

uint64_t BigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

/// Reads the parts of a POSIX TZ text (CET-1CEST,M3.5.0,M10.5.0/3).
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  bool Accept(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool Name() {
    if (Accept('<')) {
      const size_t end = rest_.find('>');
      if (end == rest_.npos) return false;
      rest_.remove_prefix(end + 1);
      return true;
    }
    size_t n = 0;
    while (n < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[n]))) ++n;
    rest_.remove_prefix(n);
    return n >= 3;
  }
  std::optional<int64_t> Number() {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return std::nullopt;
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return value;
  }
  /// [+-]hh[:mm[:ss]] in seconds.
  std::optional<int64_t> Time() {
    const bool negative = Accept('-');
    if (!negative) Accept('+');
    const auto hours = Number();
    if (!hours) return std::nullopt;
    int64_t seconds = *hours * 3600;
    for (const int64_t unit : {60, 1}) {
      if (!Accept(':')) break;
      const auto part = Number();
      if (!part) return std::nullopt;
      seconds += *part * unit;
    }
    return negative ? -seconds : seconds;
  }

 private:
  std::string_view rest_;
};

/// Days since 1970 of the week-th weekday of a month; week 5 is the last one.
int64_t NthWeekday(int64_t year, int month, int week, int weekday) {
  const auto first = DaysOf({static_cast<int32_t>(year), month, 1}).value_or(0);
  const int64_t first_weekday = (first + 1) % 7;  // 0001-01-01 was a Monday
  int64_t day = first + (weekday - first_weekday + 7) % 7 + 7 * (week - 1);
  const auto next = month == 12 ? DaysOf({static_cast<int32_t>(year + 1), 1, 1})
                                : DaysOf({static_cast<int32_t>(year), month + 1, 1});
  while (next && day >= *next) day -= 7;
  return day - kEpochDays;
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::Load(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find("..") != name.npos) return nullptr;
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
  });
  if (!plain) return nullptr;
  const std::string path = std::string(kZoneFolder) + std::string(name);
  // Regions (Pacific) are folders, and reading one raises.
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return nullptr;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return Parse(bytes);
}

std::shared_ptr<const TimeZone> TimeZone::Parse(std::string_view bytes) {
  // The first part has 32-bit times and is skipped; the second one has 64-bit times.
  size_t at = 0;
  uint64_t counts[6] = {};
  auto header = [&] {
    if (bytes.size() < at + 44 || bytes.substr(at, 4) != "TZif" || bytes[at + 4] < '2') return false;
    for (size_t i = 0; i < 6; ++i) counts[i] = BigEndian(bytes.substr(at + 20 + 4 * i, 4));
    at += 44;
    return true;
  };
  // Order of the counts: UT flags, standard flags, leap seconds, times, types, characters.
  if (!header()) return nullptr;
  at += counts[3] * 5 + counts[4] * 6 + counts[5] + counts[2] * 8 + counts[1] + counts[0];
  if (!header()) return nullptr;
  const size_t times = at, indices = times + counts[3] * 8, types = indices + counts[3];
  const size_t footer = types + counts[4] * 6 + counts[5] + counts[2] * 12 + counts[1] + counts[0];
  if (counts[4] == 0 || bytes.size() < footer) return nullptr;
  auto zone = std::make_shared<TimeZone>();
  auto offset = [&](size_t type) {
    return static_cast<int64_t>(static_cast<int32_t>(BigEndian(bytes.substr(types + 6 * type, 4))));
  };
  zone->offsets_.push_back(offset(0));
  for (size_t i = 0; i < counts[3]; ++i) {
    const auto type = static_cast<unsigned char>(bytes[indices + i]);
    if (type >= counts[4]) return nullptr;
    zone->transitions_.push_back(static_cast<int64_t>(BigEndian(bytes.substr(times + 8 * i, 8))));
    zone->offsets_.push_back(offset(type));
  }
  std::string_view rule = bytes.substr(footer);
  if (rule.starts_with('\n')) rule.remove_prefix(1);
  if (rule.ends_with('\n')) rule.remove_suffix(1);
  zone->has_rule_ = zone->ReadRule(rule);
  return zone;
}

bool TimeZone::ReadRule(std::string_view text) {
  RuleReader reader(text);
  if (!reader.Name()) return false;
  // POSIX counts offsets westwards.
  const auto standard = reader.Time();
  if (!standard) return false;
  rule_.standard = -*standard;
  if (reader.done()) return true;
  if (!reader.Name()) return false;
  rule_.daylight = rule_.standard + 3600;
  if (!reader.Accept(',')) {
    const auto daylight = reader.Time();
    if (!daylight || !reader.Accept(',')) return false;
    rule_.daylight = -*daylight;
  }
  for (Rule::Change* change : {&rule_.start, &rule_.end}) {
    if (change == &rule_.end && !reader.Accept(',')) return false;
    if (!reader.Accept('M')) return false;
    const auto month = reader.Number();
    if (!month || !reader.Accept('.')) return false;
    const auto week = reader.Number();
    if (!week || !reader.Accept('.')) return false;
    const auto weekday = reader.Number();
    if (!weekday) return false;
    if (*month < 1 || *month > 12 || *week < 1 || *week > 5 || *weekday < 0 || *weekday > 6) return false;
    change->month = static_cast<int>(*month);
    change->week = static_cast<int>(*week);
    change->weekday = static_cast<int>(*weekday);
    if (reader.Accept('/')) {
      const auto seconds = reader.Time();
      if (!seconds) return false;
      change->seconds = *seconds;
    }
  }
  rule_.has_daylight = true;
  return true;
}

int64_t TimeZone::OffsetByRule(int64_t utc_seconds) const {
  if (!rule_.has_daylight) return rule_.standard;
  const int64_t days = (utc_seconds + rule_.standard) / kDay + kEpochDays;
  const int64_t year = DateOf(std::max<int64_t>(days, 0)).year;
  auto moment = [&](const Rule::Change& change, int64_t offset) {
    return NthWeekday(year, change.month, change.week, change.weekday) * kDay + change.seconds - offset;
  };
  const int64_t start = moment(rule_.start, rule_.standard), end = moment(rule_.end, rule_.daylight);
  const bool daylight =
      start < end ? utc_seconds >= start && utc_seconds < end : utc_seconds >= start || utc_seconds < end;
  return daylight ? rule_.daylight : rule_.standard;
}

int64_t TimeZone::OffsetAt(int64_t utc_seconds) const {
  const auto next = std::upper_bound(transitions_.begin(), transitions_.end(), utc_seconds);
  if (next == transitions_.end() && has_rule_) return OffsetByRule(utc_seconds);
  return offsets_[static_cast<size_t>(next - transitions_.begin())];
}

int64_t TimeZone::ToUtc(int64_t local_seconds) const {
  const int64_t before = OffsetAt(local_seconds - kDay), after = OffsetAt(local_seconds + kDay);
  const int64_t earlier = local_seconds - std::max(before, after),
                later = local_seconds - std::min(before, after);
  if (OffsetAt(earlier) == local_seconds - earlier) return earlier;
  if (OffsetAt(later) == local_seconds - later) return later;
  return local_seconds - after;
}

std::vector<std::string> TimeZoneNames() {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(kZoneFolder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().string().substr(kZoneFolder.size());
    // posix/ and right/ repeat the zones; the tables beside them have small letters or an ending.
    if (name.front() < 'A' || name.front() > 'Z' || name.find('.') != name.npos) {
      if (at->is_directory(failed)) at.disable_recursion_pending();
      continue;
    }
    if (at->is_regular_file(failed)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace harrier::runtime
