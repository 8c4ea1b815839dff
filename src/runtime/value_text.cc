#include "runtime/value_text.h"

#include <charconv>
#include <limits>

namespace harrier::runtime {
namespace {

std::string_view Trim(std::string_view s) {
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.front()))) s.remove_prefix(1);
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.back()))) s.remove_suffix(1);
  return s;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

}  // namespace

void AppendReal(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
    return;
  }
  if (value == 0) {
    out += '0';
    return;
  }
  char digits[32];
  const double magnitude = std::fabs(value);
  if (magnitude >= 1e15 || magnitude < 1e-5) {
    // .NET's form of an exponent: a capital E, a sign, two digits at least.
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
    for (const char* c = digits; c != end; ++c) out += *c == 'e' ? 'E' : *c;
    return;
  }
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  out.append(digits, end);
}

void AppendDecimal(std::string& out, int128 value) {
  if (value < 0) {
    out += '-';
    value = -value;
  }
  int128 unit = 1;
  for (int i = 0; i < kDecimalScale; ++i) unit *= 10;
  fmt::format_to(std::back_inserter(out), "{}", static_cast<unsigned __int128>(value / unit));
  auto fraction = static_cast<int64_t>(value % unit);
  if (fraction == 0) return;
  std::string digits = fmt::format("{:018}", fraction);
  digits.erase(digits.find_last_not_of('0') + 1);
  out += '.';
  out += digits;
}

void AppendGuid(std::string& out, const Guid& g) {
  fmt::format_to(std::back_inserter(out), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", g.high >> 32,
                 g.high >> 16 & 0xFFFF, g.high & 0xFFFF, g.low >> 48, g.low & 0xFFFFFFFFFFFF);
}

std::optional<bool> ParseBool(std::string_view text) {
  text = Trim(text);
  if (EqualsIgnoringCase(text, "true")) return true;
  if (EqualsIgnoringCase(text, "false")) return false;
  if (const auto number = ParseLong(text)) return *number != 0;
  return std::nullopt;
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  text = Trim(text);
  const bool negative = text.starts_with("-");
  if (negative || text.starts_with("+")) text.remove_prefix(1);
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!hex && value > static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(negative ? 0 - value : value);
}

std::optional<int64_t> ParseLong(std::string_view text) {
  if (const auto whole = ParseInteger(text)) return whole;
  if (text.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
  if (text.find_first_of("xX") != std::string_view::npos) return std::nullopt;
  const auto real = ParseReal(text);
  if (!real || !(*real > -9.2e18 && *real < 9.2e18)) return std::nullopt;
  return static_cast<int64_t>(*real);
}

std::optional<double> ParseReal(std::string_view text) {
  text = Trim(text);
  if (text.starts_with("+")) text.remove_prefix(1);
  if (EqualsIgnoringCase(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (EqualsIgnoringCase(text, "inf") || EqualsIgnoringCase(text, "infinity"))
    return std::numeric_limits<double>::infinity();
  if (EqualsIgnoringCase(text, "-inf") || EqualsIgnoringCase(text, "-infinity"))
    return -std::numeric_limits<double>::infinity();
  if (text.starts_with("0x") || text.starts_with("0X")) {
    const auto number = ParseLong(text);
    return number ? std::optional<double>(static_cast<double>(*number)) : std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int128> ParseDecimal(std::string_view text) {
  text = Trim(text);
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int128 value = 0;
  int behind = -1, digits = 0;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && behind < 0) {
      behind = 0;
    } else if (std::isdigit(static_cast<unsigned char>(text[i]))) {
      if (behind >= kDecimalScale) continue;
      if (++digits > 38) return std::nullopt;
      value = value * 10 + (text[i] - '0');
      if (behind >= 0) ++behind;
    } else {
      break;
    }
  }
  int exponent = 0;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    std::string_view power = text.substr(i + 1);
    if (power.starts_with("+")) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc() || end != power.data() + power.size() || exponent > 40 || exponent < -60)
      return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  for (int scale = std::max(behind, 0) - exponent; scale != kDecimalScale;
       scale += scale < kDecimalScale ? 1 : -1) {
    if (scale < kDecimalScale) {
      if (value != 0 && ++digits > 38) return std::nullopt;
      value *= 10;
    } else {
      value /= 10;
    }
  }
  return negative ? -value : value;
}

std::optional<Guid> ParseGuid(std::string_view text) {
  text = Trim(text);
  if (text.size() >= 2 && (text.front() == '{' || text.front() == '('))
    text = text.substr(1, text.size() - 2);
  char hex[32];
  size_t n = 0;
  for (const char c : text) {
    if (c == '-') continue;
    if (!std::isxdigit(static_cast<unsigned char>(c)) || n == 32) return std::nullopt;
    hex[n++] = c;
  }
  if (n != 32) return std::nullopt;
  Guid guid;
  std::from_chars(hex, hex + 16, guid.high, 16);
  std::from_chars(hex + 16, hex + 32, guid.low, 16);
  return guid;
}

}  // namespace harrier::runtime
