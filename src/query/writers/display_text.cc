#include "query/writers/display_text.h"

#include <cstdint>

namespace harrier::query {
namespace {

/// Reads the character at `i` and moves behind it; 0xFFFD for what is not UTF-8.
uint32_t NextCharacter(std::string_view text, size_t& i) {
  const auto lead = static_cast<unsigned char>(text[i++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead < 0xF5 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0 || lead >= 0xF5 || i + static_cast<size_t>(more) > text.size()) return 0xFFFD;
  uint32_t value = lead & (0x3FU >> more);
  for (int k = 0; k < more; ++k) {
    const auto next = static_cast<unsigned char>(text[i + static_cast<size_t>(k)]);
    if ((next & 0xC0U) != 0x80) return 0xFFFD;
    value = value << 6 | (next & 0x3FU);
  }
  i += static_cast<size_t>(more);
  return value;
}

/// Characters that steer the terminal or turn the writing direction.
bool IsControl(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/// East Asian wide and emoji take two cells, combining marks none (Unicode's East Asian Width, roughly).
size_t WidthOf(uint32_t c) {
  if (c >= 0x0300 && c <= 0x036F) return 0;
  const bool wide =
      (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::string DisplayText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const size_t start = i;
    const uint32_t c = NextCharacter(text, i);
    if (c == '\n') {
      out += "⏎";
    } else if (c == '\t') {
      out += "→";
    } else if (c == '\r') {
      continue;
    } else if (IsControl(c)) {
      out += "·";
    } else if (c == 0xFFFD && i - start == 1) {
      out += '?';
    } else {
      out += text.substr(start, i - start);
    }
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) width += WidthOf(NextCharacter(text, i));
  return width;
}

std::string Truncated(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  size_t used = 0;
  size_t i = 0;
  while (i < text.size()) {
    size_t next = i;
    used += WidthOf(NextCharacter(text, next));
    if (used > width - 1) break;
    i = next;
  }
  return std::string(text.substr(0, i)) + "…";
}

}  // namespace harrier::query
