#include "query/time_scope.h"

#include <charconv>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::query {
namespace {

/// Ticks of a unit before (D, W) or after (H, M, S) the T.
int64_t UnitOf(char unit, bool time) {
  if (time)
    return unit == 'H' ? kTicksPerHour : unit == 'M' ? kTicksPerMinute : unit == 'S' ? kTicksPerSecond : 0;
  return unit == 'D' ? kTicksPerDay : unit == 'W' ? 7 * kTicksPerDay : 0;
}

std::optional<int64_t> Duration(std::string_view text) {
  const auto iso = ParseIsoDuration(text);
  return iso ? iso : ParseTimespan(text);
}

}  // namespace

std::optional<int64_t> ParseIsoDuration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  bool time = false;
  double total = 0;
  while (!text.empty()) {
    if (text.front() == 'T' && !time) {
      time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
      continue;
    }
    double number = 0;
    const auto end =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (end.ec != std::errc() || end.ptr == text.data() + text.size() || number < 0) return std::nullopt;
    const int64_t unit = UnitOf(*end.ptr, time);
    if (unit == 0) return std::nullopt;
    total += number * static_cast<double>(unit);
    text.remove_prefix(static_cast<size_t>(end.ptr - text.data()) + 1);
  }
  if (total > static_cast<double>(kMaxDatetimeTicks)) return std::nullopt;
  return static_cast<int64_t>(total);
}

Result<std::pair<int64_t, int64_t>> ParseTimeScope(std::string_view text, int64_t now) {
  const auto bad = [text] {
    return Fail(ErrorCode::kInvalid, "'{}' is no time scope: give one such as P7D, or 2026-01-01/2026-01-08",
                text);
  };
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    const auto span = Duration(text);
    if (!span || *span <= 0) return bad();
    return std::pair{std::max<int64_t>(now - *span, 0), now};
  }
  const std::string_view first = text.substr(0, slash);
  const std::string_view second = text.substr(slash + 1);
  const auto start = ParseDatetime(first);
  const auto end = ParseDatetime(second);
  std::pair<int64_t, int64_t> scope;
  if (start && end) {
    scope = {*start, *end};
  } else if (const auto span = Duration(second); start && span) {
    scope = {*start, *start + *span};
  } else if (const auto before = Duration(first); end && before) {
    scope = {*end - *before, *end};
  } else {
    return bad();
  }
  if (scope.first >= scope.second) return bad();
  return scope;
}

}  // namespace harrier::query
