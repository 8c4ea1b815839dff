#include "hunting/incidents/inert_html.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

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

/// The character that a reference at the text's '&' stands for, and its length; '\0' for one that browsers
/// overlook. One that is not known here stands for a colon: it may be one.
std::pair<char, size_t> Referenced(std::string_view text) {
  if (!text.substr(1).starts_with('#')) {
    const size_t end =
        static_cast<size_t>(std::find_if_not(text.begin() + 1, text.end(), IsNameCharacter) - text.begin());
    if (!text.substr(end).starts_with(';')) return {'&', 1};
    constexpr std::pair<std::string_view, char> kNamed[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}};
    for (const auto& [name, c] : kNamed) {
      if (SameName(text.substr(1, end - 1), name)) return {c, end + 1};
    }
    return {':', end + 1};
  }
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::string_view digits = text.substr(hex ? 3 : 2);
  unsigned code = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  size_t length = static_cast<size_t>(read.ptr - text.data());
  if (text.substr(length).starts_with(';')) ++length;
  if (read.ec != std::errc() || code >= 128) return {':', length};
  return {code <= ' ' ? '\0' : static_cast<char>(code), length};
}

/// Whether a link's target, at the text's start, does no more than lead somewhere. Browsers overlook spaces
/// and control characters in its scheme.
bool IsPlainTarget(std::string_view text) {
  std::string scheme;
  for (size_t i = 0; i < text.size();) {
    char c = text[i];
    size_t length = 1;
    if (c == '&') std::tie(c, length) = Referenced(text.substr(i));
    i += length;
    if (IsSpace(c) || c == '\\') continue;
    if (c == ':') return IsIn(kSchemes, scheme);
    const bool in_scheme = IsNameCharacter(c) || c == '+' || c == '.';
    if (!in_scheme) return true;
    scheme += c;
  }
  return true;
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
    const std::string_view value = text.substr(i + 2, end - i - 2);
    // What Markdown takes for a tag ends at an empty line: it may see elements and links in a value.
    if (value.find_first_of("<]\r\n") != std::string_view::npos) return 0;
    if (SameName(name, "href") && !IsPlainTarget(value)) return 0;
    i = end + 1;
  }
}

/// Whether the text at '<' is a link such as "<https://example.com>".
bool IsPlainAutolink(std::string_view text) {
  const size_t end = text.find_first_of(" \t\r\n<>", 1);
  if (end == std::string_view::npos || text[end] != '>') return false;
  const std::string_view target = text.substr(1, end - 1);
  const size_t colon = target.find(':');
  return colon != std::string_view::npos && IsIn(kSchemes, target.substr(0, colon));
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
