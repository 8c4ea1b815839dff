#include <simdjson.h>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Kusto docs, parse_xml(): XML to a bag. <e a="v">t</e> becomes {"e":{"@a":"v","#text":"t"}}; an element that
// holds text only becomes the text, repeated elements an array; comments, instructions and types are skipped.
namespace harrier::runtime {
namespace {

constexpr size_t kMostBytes = 1 << 20;
constexpr int kDeepest = 200;

struct Element {
  std::string_view name;
  std::vector<std::pair<std::string_view, std::string>> attributes;
  std::vector<std::pair<std::string_view, std::string>> children;  // name, JSON
  std::string text;
};

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool IsNameEnd(char c) {
  return IsBlank(c) || c == '/' || c == '>' || c == '=' || c == '<';
}

/// Appends a text as JSON: numbers as they stand, if JSON writes them so too.
void AppendTextValue(std::string& out, std::string_view text) {
  const bool digit_first =
      !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
  if (digit_first && text.size() <= 15 && text.find_first_not_of("-0123456789.") == text.npos) {
    thread_local simdjson::dom::parser parser;
    const simdjson::padded_string padded(text);
    simdjson::dom::element number;
    if (parser.parse(padded).get(number) == simdjson::SUCCESS && number.is_number()) {
      out += text;
      return;
    }
  }
  AppendJsonString(out, text);
}

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  bool Document(std::string& out) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (!SkipMisc() || !At("<")) return false;
    std::string name, value;
    if (!ReadElement(name, value, 0)) return false;
    if (!SkipMisc() || at_ != text_.size()) return false;
    out += '{';
    AppendJsonString(out, name);
    out += ':';
    out += value;
    out += '}';
    return true;
  }

 private:
  bool At(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  void SkipBlank() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }
  /// Moves behind the next `end`.
  bool SkipPast(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == text_.npos) return false;
    at_ = found + end.size();
    return true;
  }
  /// Blanks, comments, instructions and document types around the root element.
  bool SkipMisc() {
    while (true) {
      SkipBlank();
      if (At("<!--")) {
        if (!SkipPast("-->")) return false;
      } else if (At("<?")) {
        if (!SkipPast("?>")) return false;
      } else if (At("<!DOCTYPE")) {
        const size_t inner = text_.find('[', at_), end = text_.find('>', at_);
        if (!SkipPast(inner < end ? "]" : ">")) return false;
        if (inner < end && !SkipPast(">")) return false;
      } else {
        return true;
      }
    }
  }

  std::string_view Name() {
    const size_t from = at_;
    while (at_ < text_.size() && !IsNameEnd(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  /// Appends text with its entities resolved; unknown ones make the document invalid.
  static bool Decode(std::string& out, std::string_view raw) {
    size_t plain = 0;
    for (size_t amp = raw.find('&'); amp != raw.npos; amp = raw.find('&', plain)) {
      out.append(raw, plain, amp - plain);
      const size_t end = raw.find(';', amp);
      if (end == raw.npos) return false;
      const std::string_view entity = raw.substr(amp + 1, end - amp - 1);
      if (entity == "lt") {
        out += '<';
      } else if (entity == "gt") {
        out += '>';
      } else if (entity == "amp") {
        out += '&';
      } else if (entity == "quot") {
        out += '"';
      } else if (entity == "apos") {
        out += '\'';
      } else if (entity.starts_with("#")) {
        const bool hex = entity.size() > 1 && entity[1] == 'x';
        const std::string_view digits = entity.substr(hex ? 2 : 1);
        uint32_t code = 0;
        const auto [stop, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
        if (error != std::errc() || stop != digits.data() + digits.size() || code > 0x10FFFF) return false;
        AppendUtf8(out, code);
      } else {
        return false;
      }
      plain = end + 1;
    }
    out.append(raw, plain, raw.npos);
    return true;
  }

  bool ReadAttributes(Element& element) {
    while (true) {
      SkipBlank();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '>' || text_[at_] == '/') return true;
      const std::string_view name = Name();
      SkipBlank();
      if (name.empty() || !At("=")) return false;
      ++at_;
      SkipBlank();
      if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return false;
      const size_t end = text_.find(text_[at_], at_ + 1);
      if (end == text_.npos) return false;
      std::string value;
      if (!Decode(value, text_.substr(at_ + 1, end - at_ - 1))) return false;
      at_ = end + 1;
      element.attributes.emplace_back(name, std::move(value));
    }
  }

  bool ReadContent(Element& element, int depth) {
    while (at_ < text_.size()) {
      if (At("</")) {
        at_ += 2;
        if (Name() != element.name) return false;
        SkipBlank();
        if (!At(">")) return false;
        ++at_;
        return true;
      }
      if (At("<!--")) {
        if (!SkipPast("-->")) return false;
      } else if (At("<![CDATA[")) {
        const size_t from = at_ + 9;
        if (!SkipPast("]]>")) return false;
        element.text += text_.substr(from, at_ - 3 - from);
      } else if (At("<?")) {
        if (!SkipPast("?>")) return false;
      } else if (At("<")) {
        std::string name, value;
        const size_t name_at = at_ + 1;
        if (!ReadElement(name, value, depth + 1)) return false;
        element.children.emplace_back(text_.substr(name_at, name.size()), std::move(value));
      } else {
        const size_t end = std::min(text_.find('<', at_), text_.size());
        if (!Decode(element.text, text_.substr(at_, end - at_))) return false;
        at_ = end;
      }
    }
    return false;
  }

  bool ReadElement(std::string& name, std::string& value, int depth) {
    if (depth > kDeepest) return false;
    ++at_;  // '<'
    Element element;
    element.name = Name();
    if (element.name.empty() || !ReadAttributes(element)) return false;
    if (At("/>")) {
      at_ += 2;
    } else {
      if (!At(">")) return false;
      ++at_;
      if (!ReadContent(element, depth)) return false;
    }
    name = element.name;
    AppendElement(value, element);
    return true;
  }

  static void AppendElement(std::string& out, const Element& element) {
    std::string_view text = element.text;
    while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
    if (element.attributes.empty() && element.children.empty()) {
      if (text.empty())
        out += "null";
      else
        AppendTextValue(out, text);
      return;
    }
    out += '{';
    for (const auto& [name, value] : element.attributes) {
      AppendJsonKey(out, "@" + std::string(name));
      AppendTextValue(out, value);
    }
    if (!text.empty()) {
      AppendJsonKey(out, "#text");
      AppendTextValue(out, text);
    }
    // Children of one name stand together, where the first of them stands.
    for (size_t i = 0; i < element.children.size(); ++i) {
      const std::string_view name = element.children[i].first;
      const auto same = [&](const auto& child) { return child.first == name; };
      const auto begin = element.children.begin();
      if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(i), same)) continue;
      AppendJsonKey(out, name);
      const bool several = std::count_if(begin, element.children.end(), same) > 1;
      if (several) out += '[';
      for (size_t j = i; j < element.children.size(); ++j) {
        if (!same(element.children[j])) continue;
        if (several) AppendJsonComma(out);
        out += element.children[j].second;
      }
      if (several) out += ']';
    }
    out += '}';
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool ParseXml(JsonOut& out, std::string_view text) {
  if (text.empty() || text.size() > kMostBytes) return false;
  return XmlReader(text).Document(out.text);
}

}  // namespace

void AddParseXml(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseXml>("parse_xml"));
}

}  // namespace harrier::runtime
