#include "hunting/incidents/inert_html.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

constexpr std::array<std::string_view, 37> kElements = {
    "a",   "b",   "blockquote", "br",    "caption", "code", "dd",   "del",   "div",  "dl",
    "dt",  "em",  "h1",         "h2",    "h3",      "h4",   "h5",   "h6",    "hr",   "i",
    "kbd", "li",  "ol",         "p",     "pre",     "s",    "q",    "small", "span", "strong",
    "sub", "sup", "table",      "tbody", "td",      "th",   "thead"};
constexpr std::array<std::string_view, 3> kMoreElements = {"tr", "u", "ul"};
constexpr std::array<std::string_view, 6> kAttributes = {"align",   "colspan", "href",
                                                         "rowspan", "start",   "title"};
constexpr std::array<std::string_view, 3> kSchemes = {"http", "https", "mailto"};

template <size_t kCount>
bool IsIn(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return SameName(one, name); });
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsNameCharacter(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}
bool IsSpace(char c) {
  return static_cast<unsigned char>(c) <= ' ';
}

/// The text with references to ASCII characters resolved, and without spaces and control characters, which
/// browsers overlook in schemes. An unknown reference stands for a colon: it may be one.
std::string Resolved(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsSpace(text[i]) || text[i] == '\\') continue;
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    std::string_view rest = text.substr(i + 1);
    if (!rest.starts_with('#')) {
      const size_t end = std::find_if_not(rest.begin(), rest.end(), IsNameCharacter) - rest.begin();
      if (rest.substr(end).starts_with(';') && !SameName(rest.substr(0, end), "amp")) {
        out += ':';
        i += end + 1;
      } else {
        out += '&';
      }
      continue;
    }
    rest.remove_prefix(1);
    const bool hex = rest.starts_with('x') || rest.starts_with('X');
    const std::string_view digits = rest.substr(hex ? 1 : 0);
    unsigned code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    const bool known = read.ec == std::errc() && code < 128;
    if (known && code > ' ') out += static_cast<char>(code);
    if (!known) out += ':';
    i += 1 + (hex ? 1 : 0) + static_cast<size_t>(read.ptr - digits.data());
    if (i + 1 < text.size() && text[i + 1] == ';') ++i;
  }
  return out;
}

/// Whether a link's target does no more than lead somewhere.
bool IsPlainTarget(std::string_view target) {
  const std::string resolved = Resolved(target);
  const size_t end = resolved.find_first_of(":/?#");
  if (end == std::string::npos || resolved[end] != ':') return true;
  return IsIn(kSchemes, std::string_view(resolved).substr(0, end));
}

/// The length of a harmless tag at the text's start, "<b>" or "</a>"; 0 if it is none.
size_t HarmlessTag(std::string_view text) {
  size_t i = 1;
  const bool closes = i < text.size() && text[i] == '/';
  i += closes ? 1 : 0;
  const size_t begin = i;
  while (i < text.size() && IsNameCharacter(text[i])) ++i;
  const std::string_view element = text.substr(begin, i - begin);
  if (!IsIn(kElements, element) && !IsIn(kMoreElements, element)) return 0;
  for (;;) {
    const size_t gap = i;
    while (i < text.size() && IsSpace(text[i])) ++i;
    if (i < text.size() && text[i] == '/' && !closes) ++i;
    if (i >= text.size()) return 0;
    if (text[i] == '>') return i + 1;
    if (closes || i == gap) return 0;
    const size_t name_begin = i;
    while (i < text.size() && IsNameCharacter(text[i])) ++i;
    const std::string_view name = text.substr(name_begin, i - name_begin);
    if (!IsIn(kAttributes, name) || i + 1 >= text.size() || text[i] != '=') return 0;
    const char quote = text[i + 1];
    if (quote != '"' && quote != '\'') return 0;
    const size_t end = text.find(quote, i + 2);
    if (end == std::string_view::npos) return 0;
    if (SameName(name, "href") && !IsPlainTarget(text.substr(i + 2, end - i - 2))) return 0;
    i = end + 1;
  }
}

/// Whether the text at '<' is a link such as "<https://example.com>".
bool IsPlainAutolink(std::string_view text) {
  const size_t end = text.find_first_of(" \t\r\n<>", 1);
  if (end == std::string_view::npos || text[end] != '>') return false;
  const std::string_view target = text.substr(1, end - 1);
  return target.find(':') != std::string_view::npos && IsPlainTarget(target);
}

/// Whether a browser or a Markdown reader sees more than text in a '<'.
bool Begins(std::string_view text) {
  return text.size() > 1 && (IsLetter(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
}

}  // namespace

std::string WithInertHtml(std::string_view markdown) {
  std::string out;
  out.reserve(markdown.size());
  for (size_t i = 0; i < markdown.size();) {
    const std::string_view rest = markdown.substr(i);
    if (rest[0] == '<' && Begins(rest)) {
      const size_t length = HarmlessTag(rest);
      if (length != 0) {
        out += rest.substr(0, length);
        i += length;
      } else {
        out += IsPlainAutolink(rest) ? "<" : "&lt;";
        ++i;
      }
      continue;
    }
    // "](target)" and "]: target"; the escaped parenthesis or colon makes both text.
    if (rest.starts_with("](") || rest.starts_with("]:")) {
      std::string_view target = rest.substr(2);
      while (!target.empty() && (IsSpace(target[0]) || target[0] == '<')) target.remove_prefix(1);
      target = target.substr(0, target.find_first_of(rest[1] == '(' ? ")\n" : "\n"));
      out += ']';
      if (!IsPlainTarget(target)) out += '\\';
      ++i;
      continue;
    }
    out += rest[0];
    ++i;
  }
  return out;
}

}  // namespace harrier::hunting
