#include <simdjson.h>

#include "runtime/json_compact.h"
#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Kusto docs, parse_json(): JSON text to a dynamic value; what is no JSON becomes a string value. The result
// is compact.
namespace harrier::runtime {
namespace {

/// Checks JSON text whose numbers are longer than the fast parser takes; they are kept as they stand.
class JsonChecker {
 public:
  explicit JsonChecker(std::string_view text) : text_(text) {}
  bool Whole() {
    if (!Value(0)) return false;
    Space();
    return at_ == text_.size();
  }

 private:
  static constexpr int kDeepest = 1024;

  char Here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void Space() {
    while (at_ < text_.size() && IsJsonBlank(text_[at_])) ++at_;
  }
  bool Accept(char c) {
    Space();
    if (Here() != c) return false;
    ++at_;
    return true;
  }
  bool Word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool Digits() {
    const size_t from = at_;
    while (Here() >= '0' && Here() <= '9') ++at_;
    return at_ > from;
  }
  bool Number() {
    if (Here() == '-') ++at_;
    if (Here() == '0')
      ++at_;
    else if (!Digits())
      return false;
    if (Here() == '.' && (++at_, !Digits())) return false;
    if (Here() == 'e' || Here() == 'E') {
      ++at_;
      if (Here() == '+' || Here() == '-') ++at_;
      return Digits();
    }
    return true;
  }
  bool String() {
    const size_t end = JsonValueEnd(text_, at_);
    if (end == text_.npos) return false;
    std::string unquoted;
    const bool valid = UnquoteJson(unquoted, text_.substr(at_, end - at_));
    at_ = end;
    return valid;
  }
  bool Value(int depth) {
    Space();
    if (depth > kDeepest) return false;
    switch (Here()) {
      case '{':
        ++at_;
        if (Accept('}')) return true;
        do {
          Space();
          if (Here() != '"' || !String() || !Accept(':') || !Value(depth + 1)) return false;
        } while (Accept(','));
        return Accept('}');
      case '[':
        ++at_;
        if (Accept(']')) return true;
        do {
          if (!Value(depth + 1)) return false;
        } while (Accept(','));
        return Accept(']');
      case '"':
        return String();
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Number();
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool IsJson(std::string_view text) {
  const char first = text.front();
  const bool may_be = first == '{' || first == '[' || first == '"' || first == '-' ||
                      (first >= '0' && first <= '9') || text == "true" || text == "false" || text == "null";
  if (!may_be) return false;
  // The parser and the padded copy that it wants keep their memory from row to row.
  thread_local simdjson::dom::parser parser;
  thread_local std::string padded;
  padded.assign(text);
  padded.append(simdjson::SIMDJSON_PADDING, '\0');
  const simdjson::error_code error = parser.parse(padded.data(), text.size(), false).error();
  if (error == simdjson::SUCCESS) return true;
  return error == simdjson::NUMBER_ERROR && JsonChecker(text).Whole();
}

bool ParseJson(JsonOut& out, std::string_view text) {
  while (!text.empty() && IsJsonBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsJsonBlank(text.back())) text.remove_suffix(1);
  if (text.empty() || text == "null") return false;
  if (IsJson(text))
    AppendCompactJson(out.text, text);
  else
    AppendJsonString(out.text, text);
  return true;
}

bool DynamicToJson(std::string& out, Json json) {
  return out = json.text, true;
}

}  // namespace

void AddParseJson(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseJson>("parse_json"));
  registry.Add(KernelOf<DynamicToJson>("dynamic_to_json"));
}

}  // namespace harrier::runtime
