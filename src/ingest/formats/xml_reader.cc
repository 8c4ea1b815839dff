#include "ingest/formats/xml_reader.h"

#include <charconv>

#include "runtime/utf8.h"

namespace harrier::ingest {
namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Appends text with its entities resolved; unknown ones stay as they are.
void AppendResolved(std::string& out, std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t amp = text.find('&', at);
    out += text.substr(at, amp - at);
    if (amp == std::string_view::npos) return;
    const size_t end = text.find(';', amp);
    const std::string_view name = end == std::string_view::npos || end - amp > 12
                                      ? std::string_view()
                                      : text.substr(amp + 1, end - amp - 1);
    at = name.empty() ? amp + 1 : end + 1;
    uint32_t code = 0;
    if (name == "lt") {
      out += '<';
    } else if (name == "gt") {
      out += '>';
    } else if (name == "amp") {
      out += '&';
    } else if (name == "quot") {
      out += '"';
    } else if (name == "apos") {
      out += '\'';
    } else if (name.starts_with("#")) {
      const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      const char* const begin = name.data() + (hex ? 2 : 1);
      const auto [stop, error] = std::from_chars(begin, name.data() + name.size(), code, hex ? 16 : 10);
      const bool ok = error == std::errc() && stop == name.data() + name.size() && code < 0x110000 &&
                      (code < 0xD800 || code > 0xDFFF);
      runtime::AppendUtf8(out, ok ? code : 0xFFFD);
    } else {
      out += '&';
      at = amp + 1;
    }
  }
}

std::string_view WithoutPrefix(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

XmlReader::Token XmlReader::Next() {
  if (close_next_) {
    close_next_ = false;
    return Token::kClose;
  }
  while (at_ < xml_.size()) {
    if (xml_[at_] != '<') {
      const size_t end = std::min(xml_.find('<', at_), xml_.size());
      text_.clear();
      AppendResolved(text_, xml_.substr(at_, end - at_));
      at_ = end;
      return Token::kText;
    }
    const std::string_view rest = xml_.substr(at_);
    if (rest.starts_with("<![CDATA[")) {
      const size_t end = rest.find("]]>");
      if (end == std::string_view::npos) break;
      text_.assign(rest.substr(9, end - 9));
      at_ += end + 3;
      return Token::kText;
    }
    const bool comment = rest.starts_with("<!--");
    if (comment || rest.starts_with("<?") || rest.starts_with("<!")) {
      const size_t end = rest.find(comment ? "-->" : ">");
      if (end == std::string_view::npos) break;
      at_ += end + (comment ? 3 : 1);
      continue;
    }
    return ReadTag();
  }
  at_ = xml_.size();
  return Token::kEnd;
}

XmlReader::Token XmlReader::ReadTag() {
  const bool close = at_ + 1 < xml_.size() && xml_[at_ + 1] == '/';
  const size_t begin = at_ + (close ? 2 : 1);
  size_t end = begin;
  while (end < xml_.size() && !IsBlank(xml_[end]) && xml_[end] != '>' && xml_[end] != '/') ++end;
  name_ = WithoutPrefix(xml_.substr(begin, end - begin));
  // The end of the tag; a > inside of quotes is none.
  size_t stop = end;
  char quote = 0;
  for (; stop < xml_.size() && (quote != 0 || xml_[stop] != '>'); ++stop) {
    if (quote != 0) {
      if (xml_[stop] == quote) quote = 0;
    } else if (xml_[stop] == '"' || xml_[stop] == '\'') {
      quote = xml_[stop];
    }
  }
  if (stop >= xml_.size()) {
    at_ = xml_.size();
    return Token::kEnd;
  }
  at_ = stop + 1;
  if (close) return Token::kClose;
  close_next_ = xml_[stop - 1] == '/';
  attributes_ = xml_.substr(end, stop - end - (close_next_ && stop > end ? 1 : 0));
  return Token::kOpen;
}

std::string XmlReader::Attribute(std::string_view name) const {
  std::string_view rest = attributes_;
  while (true) {
    const size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    std::string_view key = rest.substr(0, equals);
    while (!key.empty() && IsBlank(key.front())) key.remove_prefix(1);
    while (!key.empty() && IsBlank(key.back())) key.remove_suffix(1);
    size_t open = equals + 1;
    while (open < rest.size() && IsBlank(rest[open])) ++open;
    if (open >= rest.size() || (rest[open] != '"' && rest[open] != '\'')) return {};
    const size_t close = rest.find(rest[open], open + 1);
    if (close == std::string_view::npos) return {};
    if (key == name) {
      std::string value;
      AppendResolved(value, rest.substr(open + 1, close - open - 1));
      return value;
    }
    rest.remove_prefix(close + 1);
  }
}

}  // namespace harrier::ingest
