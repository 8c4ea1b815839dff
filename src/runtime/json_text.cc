#include "runtime/json_text.h"

#include "runtime/utf8.h"

namespace harrier::runtime {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void SkipSpace(std::string_view json, size_t& at) {
  while (at < json.size() && IsSpace(json[at])) ++at;
}

bool SkipString(std::string_view json, size_t& at) {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '\\')
      ++at;
    else if (json[at] == '"')
      return ++at, true;
  }
  return false;
}

/// Moves behind the value at `at`, without checking it beyond quotes and brackets.
bool SkipValue(std::string_view json, size_t& at) {
  size_t depth = 0;
  const size_t start = at;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      if (!SkipString(json, at)) return false;
    } else if (c == '[' || c == '{') {
      ++depth, ++at;
    } else if (c == ']' || c == '}') {
      if (depth == 0) break;
      --depth, ++at;
    } else if (depth == 0 && (c == ',' || c == ':' || IsSpace(c))) {
      break;
    } else {
      ++at;
      continue;
    }
    if (depth == 0) break;
  }
  return depth == 0 && at > start;
}

bool ReadHex4(std::string_view s, size_t at, uint32_t& code) {
  if (at + 4 > s.size()) return false;
  code = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const char c = s[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return false;
    code = code << 4 | static_cast<uint32_t>(digit);
  }
  return true;
}

/// Reads the escape whose letter is at `at`, and moves to its last character.
bool ReadEscape(std::string& out, std::string_view s, size_t& at) {
  switch (s[at]) {
    case '"':
    case '\\':
    case '/':
      out += s[at];
      return true;
    case 'b':
      out += '\b';
      return true;
    case 'f':
      out += '\f';
      return true;
    case 'n':
      out += '\n';
      return true;
    case 'r':
      out += '\r';
      return true;
    case 't':
      out += '\t';
      return true;
    case 'u':
      break;
    default:
      return false;
  }
  uint32_t code;
  if (!ReadHex4(s, at + 1, code)) return false;
  at += 4;
  if (code >= 0xD800 && code < 0xE000) {
    uint32_t low;
    const bool pair = code < 0xDC00 && at + 2 < s.size() && s[at + 1] == '\\' && s[at + 2] == 'u' &&
                      ReadHex4(s, at + 3, low) && low >= 0xDC00 && low < 0xE000;
    if (pair) at += 6;
    code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
  }
  AppendUtf8(out, code);
  return true;
}

}  // namespace

void AppendJsonKey(std::string& out, std::string_view key) {
  AppendJsonComma(out);
  AppendJsonString(out, key);
  out += ':';
}

bool UnquoteJson(std::string& out, std::string_view token) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
  const std::string_view body = token.substr(1, token.size() - 2);
  size_t plain = 0;
  for (size_t at = body.find('\\'); at != body.npos; at = body.find('\\', plain)) {
    out.append(body.substr(plain, at - plain));
    if (++at == body.size() || !ReadEscape(out, body, at)) return false;
    plain = at + 1;
  }
  out.append(body.substr(plain));
  return true;
}

void AppendJsonAsText(std::string& out, std::string_view token) {
  if (token == "null") return;
  if (!token.empty() && token.front() == '"') {
    UnquoteJson(out, token);
    return;
  }
  out.append(token);
}

bool JsonArrayItems(std::string_view json, std::vector<std::string_view>& items) {
  size_t at = 0;
  SkipSpace(json, at);
  if (at == json.size() || json[at] != '[') return false;
  SkipSpace(json, ++at);
  if (at < json.size() && json[at] == ']') return true;
  while (at < json.size()) {
    const size_t start = at;
    if (!SkipValue(json, at)) return false;
    items.push_back(json.substr(start, at - start));
    SkipSpace(json, at);
    if (at == json.size()) return false;
    if (json[at] == ']') return true;
    if (json[at] != ',') return false;
    SkipSpace(json, ++at);
  }
  return false;
}

bool JsonObjectItems(std::string_view json,
                     std::vector<std::pair<std::string_view, std::string_view>>& items) {
  size_t at = 0;
  SkipSpace(json, at);
  if (at == json.size() || json[at] != '{') return false;
  SkipSpace(json, ++at);
  if (at < json.size() && json[at] == '}') return true;
  while (at < json.size() && json[at] == '"') {
    const size_t key = at;
    if (!SkipString(json, at)) return false;
    const std::string_view name = json.substr(key, at - key);
    SkipSpace(json, at);
    if (at == json.size() || json[at] != ':') return false;
    SkipSpace(json, ++at);
    const size_t value = at;
    if (!SkipValue(json, at)) return false;
    items.emplace_back(name, json.substr(value, at - value));
    SkipSpace(json, at);
    if (at == json.size()) return false;
    if (json[at] == '}') return true;
    if (json[at] != ',') return false;
    SkipSpace(json, ++at);
  }
  return false;
}

std::vector<std::string> JsonTexts(std::string_view json) {
  std::vector<std::string> texts;
  std::vector<std::string_view> items;
  if (!JsonArrayItems(json, items)) items.assign(1, json);
  for (const std::string_view item : items) {
    if (item == "null" || item.empty()) continue;
    AppendJsonAsText(texts.emplace_back(), item);
  }
  return texts;
}

}  // namespace harrier::runtime
