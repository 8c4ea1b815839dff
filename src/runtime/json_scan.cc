#include "runtime/json_scan.h"

#include <charconv>
#include <cstring>
#include <string>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "runtime/json_text.h"

namespace harrier::runtime {
namespace {

size_t SkipBlank(std::string_view s, size_t at) {
  while (at < s.size() && IsJsonBlank(s[at])) ++at;
  return at;
}

/// The end of the string that opens at `at`.
size_t StringEnd(std::string_view s, size_t at) {
  size_t from = at + 1;
  while (from < s.size()) {
    const auto* quote = static_cast<const char*>(std::memchr(s.data() + from, '"', s.size() - from));
    if (quote == nullptr) return std::string_view::npos;
    const auto found = static_cast<size_t>(quote - s.data());
    // An odd number of backslashes before it makes the quote part of the text.
    size_t slashes = 0;
    while (found - slashes > at + 1 && s[found - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return found + 1;
    from = found + 1;
  }
  return std::string_view::npos;
}

/// The next quote or bracket from `at` on; the text's size if there is none.
size_t NextStructural(std::string_view s, size_t at) {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"'), open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
  const __m128i fold = _mm_set1_epi8(0x20);  // turns [ into {, ] into }
  for (; at + 16 <= s.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
    const __m128i folded = _mm_or_si128(block, fold);
    const __m128i hits =
        _mm_or_si128(_mm_cmpeq_epi8(block, quote),
                     _mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close)));
    const int mask = _mm_movemask_epi8(hits);
    if (mask != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  while (at < s.size() && s[at] != '"' && s[at] != '{' && s[at] != '}' && s[at] != '[' && s[at] != ']') ++at;
  return at;
}

/// Is the quoted key the wanted one? Keys with escapes are unquoted first.
bool SameKey(std::string_view quoted, std::string_view key) {
  const std::string_view inside = quoted.substr(1, quoted.size() - 2);
  if (inside.find('\\') == std::string_view::npos) return inside == key;
  std::string text;
  return UnquoteJson(text, quoted) && text == key;
}

}  // namespace

size_t JsonValueEnd(std::string_view json, size_t at) {
  if (at >= json.size()) return std::string_view::npos;
  if (json[at] == '"') return StringEnd(json, at);
  if (json[at] == '{' || json[at] == '[') {
    int depth = 0;
    for (at = NextStructural(json, at); at < json.size(); at = NextStructural(json, at)) {
      const char c = json[at];
      if (c == '"') {
        at = StringEnd(json, at);
        if (at == std::string_view::npos) return at;
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return at + 1;
      ++at;
    }
    return std::string_view::npos;
  }
  while (at < json.size() && json[at] != ',' && json[at] != '}' && json[at] != ']' && !IsJsonBlank(json[at]))
    ++at;
  return at;
}

std::optional<std::string_view> JsonMember(std::string_view json, std::string_view key) {
  size_t at = SkipBlank(json, 0);
  if (at >= json.size() || json[at] != '{') return std::nullopt;
  ++at;
  while (true) {
    at = SkipBlank(json, at);
    if (at >= json.size() || json[at] != '"') return std::nullopt;
    const size_t key_end = StringEnd(json, at);
    if (key_end == std::string_view::npos) return std::nullopt;
    const std::string_view quoted = json.substr(at, key_end - at);
    at = SkipBlank(json, key_end);
    if (at >= json.size() || json[at] != ':') return std::nullopt;
    at = SkipBlank(json, at + 1);
    const size_t end = JsonValueEnd(json, at);
    if (end == std::string_view::npos) return std::nullopt;
    if (SameKey(quoted, key)) return json.substr(at, end - at);
    at = SkipBlank(json, end);
    if (at >= json.size() || json[at] != ',') return std::nullopt;
    ++at;
  }
}

std::optional<std::string_view> JsonElement(std::string_view json, int64_t index) {
  if (index < 0) {
    std::vector<std::string_view> items;
    if (!JsonArrayItems(json, items)) return std::nullopt;
    index += static_cast<int64_t>(items.size());
    if (index < 0) return std::nullopt;
    return items[static_cast<size_t>(index)];
  }
  size_t at = SkipBlank(json, 0);
  if (at >= json.size() || json[at] != '[') return std::nullopt;
  ++at;
  for (int64_t i = 0;; ++i) {
    at = SkipBlank(json, at);
    if (at >= json.size() || json[at] == ']') return std::nullopt;
    const size_t end = JsonValueEnd(json, at);
    if (end == std::string_view::npos) return std::nullopt;
    if (i == index) return json.substr(at, end - at);
    at = SkipBlank(json, end);
    if (at >= json.size() || json[at] != ',') return std::nullopt;
    ++at;
  }
}

JsonKind KindOf(std::string_view json) {
  const size_t at = SkipBlank(json, 0);
  if (at >= json.size()) return JsonKind::kNull;
  switch (json[at]) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
    case 'f':
      return JsonKind::kBool;
    case 'n':
      return JsonKind::kNull;
    default:
      break;
  }
  return json.find_first_of(".eE", at) == std::string_view::npos ? JsonKind::kLong : JsonKind::kReal;
}

std::optional<int64_t> JsonLong(std::string_view json) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
  if (error == std::errc() && end == json.data() + json.size()) return value;
  const std::optional<double> real = JsonReal(json);
  if (!real || !(*real > -9.3e18 && *real < 9.3e18)) return std::nullopt;
  return static_cast<int64_t>(*real);
}

std::optional<double> JsonReal(std::string_view json) {
  double value = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
  if (error != std::errc() || end != json.data() + json.size()) return std::nullopt;
  return value;
}

bool JsonSame(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.starts_with('"') || b.starts_with('"')) return false;
  const std::optional<double> x = JsonReal(a), y = JsonReal(b);
  return x && y && *x == *y;
}

bool JsonLess(std::string_view a, std::string_view b) {
  const std::optional<double> x = JsonReal(a), y = JsonReal(b);
  if (x && y) {
    // Longs that a real cannot tell apart are compared as longs.
    if (*x != *y) return *x < *y;
    const std::optional<int64_t> i = JsonLong(a), j = JsonLong(b);
    return i && j && *i < *j;
  }
  if (x.has_value() != y.has_value()) return x.has_value();
  // The closing quote must not be compared with what follows in a longer text.
  if (a.starts_with('"') && b.starts_with('"')) return a.substr(0, a.size() - 1) < b.substr(0, b.size() - 1);
  return a < b;
}

std::string_view JsonSetKey(std::string_view json, std::string& buffer) {
  const bool fraction = !json.starts_with('"') && json.find_first_of(".eE") != std::string_view::npos;
  if (!fraction) return json;
  const std::optional<double> real = JsonReal(json);
  if (!real || *real != std::floor(*real) || std::fabs(*real) > 9e15) return json;
  buffer = fmt::format("{}", static_cast<int64_t>(*real));
  return buffer;
}

}  // namespace harrier::runtime
