#include "api/arm/lenient_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <boost/json/parse.hpp>

#include "base/text_position.h"
#include "runtime/utf8.h"

namespace harrier::api::arm {
namespace {

namespace json = boost::json;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// A reader of Python's reprs; JSON that is only a little off (a trailing comma) passes too.
class ReprReader {
 public:
  explicit ReprReader(std::string_view text) : text_(text) {}

  Result<json::value> Read() {
    TRY(json::value value, ReadValue(0));
    SkipSpace();
    if (at_ != text_.size()) return Unexpected("the end");
    return value;
  }

 private:
  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool Accept(char c) {
    if (Peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> FailHere(size_t at, std::string_view what) {
    const TextPosition position = PositionOf(text_, static_cast<uint32_t>(at));
    return Fail(ErrorCode::kInvalid,
                "the body is neither JSON nor a Python literal: {} at line {}, column {}", what,
                position.line, position.column + 1);
  }

  tl::unexpected<Error> Unexpected(std::string_view wanted) {
    return FailHere(at_, fmt::format("expected {}", wanted));
  }

  Result<json::value> ReadValue(size_t depth) {
    if (depth > kMaxBodyDepth) return FailHere(at_, "values lie too deep in one another");
    switch (Peek()) {
      case '{':
        return ReadObject(depth);
      case '[':
        return ReadList(depth, ']');
      case '(':
        return ReadList(depth, ')');
      case '\'':
      case '"': {
        TRY(json::string text, ReadString());
        return json::value(std::move(text));
      }
      default:
        return ReadScalar(depth);
    }
  }

  Result<json::value> ReadObject(size_t depth) {
    ++at_;
    json::object object;
    while (!Accept('}')) {
      if (const char quote = Peek(); quote != '\'' && quote != '"')
        return Unexpected("a name in quotes or '}'");
      TRY(const json::string name, ReadString());
      if (!Accept(':')) return Unexpected("':'");
      TRY(json::value value, ReadValue(depth + 1));
      object.insert_or_assign(name, std::move(value));
      if (!Accept(',') && Peek() != '}') return Unexpected("',' or '}'");
    }
    return json::value(std::move(object));
  }

  Result<json::value> ReadList(size_t depth, char end) {
    ++at_;
    json::array list;
    while (!Accept(end)) {
      TRY(json::value value, ReadValue(depth + 1));
      list.push_back(std::move(value));
      if (!Accept(',') && Peek() != end) return Unexpected(fmt::format("',' or '{}'", end));
    }
    return json::value(std::move(list));
  }

  Result<uint32_t> ReadHex(size_t digits) {
    uint32_t code = 0;
    const std::string_view hex = text_.substr(at_, digits);
    const auto end = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    if (hex.size() != digits || end.ec != std::errc() || end.ptr != hex.data() + hex.size())
      return Unexpected(fmt::format("{} hexadecimal digits", digits));
    at_ += digits;
    return code;
  }

  Status ReadEscape(std::string& out) {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    switch (c) {
      case '\\':
      case '\'':
      case '"':
      case '/':
        out += c;
        return Ok();
      case 'n':
        out += '\n';
        return Ok();
      case 'r':
        out += '\r';
        return Ok();
      case 't':
        out += '\t';
        return Ok();
      case 'b':
        out += '\b';
        return Ok();
      case 'f':
        out += '\f';
        return Ok();
      case 'v':
        out += '\v';
        return Ok();
      case 'a':
        out += '\a';
        return Ok();
      case 'x':
      case 'u':
      case 'U':
        break;
      default:
        --at_;
        return Unexpected("an escape such as \\n or \\u00e9");
    }
    TRY(uint32_t code, ReadHex(c == 'x' ? 2 : c == 'u' ? 4 : 8));
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      const size_t before = at_;
      at_ += 2;
      TRY(const uint32_t low, ReadHex(4));
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    constexpr uint32_t kReplacement = 0xFFFD;
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = kReplacement;
    runtime::AppendUtf8(out, code);
    return Ok();
  }

  Result<json::string> ReadString() {
    const char quote = text_[at_];
    const size_t begin = at_++;
    std::string out;
    while (true) {
      if (at_ >= text_.size()) return FailHere(begin, "a string without its end");
      const char c = text_[at_++];
      if (c == quote) return json::string(out.data(), out.size());
      if (c == '\\') {
        TRY_OK(ReadEscape(out));
      } else {
        out += c;
      }
    }
  }

  Result<json::value> ReadNumber() {
    const size_t begin = at_;
    while (at_ < text_.size() &&
           (IsNameCharacter(text_[at_]) ||
            ((text_[at_] == '-' || text_[at_] == '+') && (at_ == begin || (text_[at_ - 1] | 0x20) == 'e'))))
      ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "-inf" || word == "-Infinity") return json::value("-Infinity");
    if (word == "-nan" || word == "-NaN") return json::value(nullptr);
    if (word.starts_with('+')) word.remove_prefix(1);
    const char* const end = word.data() + word.size();
    int64_t integer = 0;
    if (const auto read = std::from_chars(word.data(), end, integer);
        read.ec == std::errc() && read.ptr == end)
      return json::value(integer);
    uint64_t natural = 0;
    if (const auto read = std::from_chars(word.data(), end, natural);
        read.ec == std::errc() && read.ptr == end)
      return json::value(natural);
    double real = 0;
    if (const auto read = std::from_chars(word.data(), end, real);
        read.ec == std::errc() && read.ptr == end && std::isfinite(real))
      return json::value(real);
    return FailHere(begin, "a number that cannot be read");
  }

  /// A number, a constant by name, or a call such as np.int64(5), whose argument counts.
  Result<json::value> ReadScalar(size_t depth) {
    const char first = Peek();
    if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') return ReadNumber();
    const size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return Unexpected("a value");
    if (word == "b" && at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      TRY(json::string text, ReadString());
      return json::value(std::move(text));
    }
    if (word == "True" || word == "true" || word == "np.True_") return json::value(true);
    if (word == "False" || word == "false" || word == "np.False_") return json::value(false);
    if (word == "None" || word == "null" || word == "nan" || word == "NaN" || word == "NaT" || word == "<NA>")
      return json::value(nullptr);
    if (word == "inf" || word == "Infinity") return json::value("Infinity");
    if (word.starts_with("np.") || word.starts_with("numpy.") || word == "Timestamp") {
      if (!Accept('(')) return Unexpected("'('");
      TRY(json::value value, ReadValue(depth + 1));
      if (!Accept(')')) return Unexpected("')'");
      return value;
    }
    return FailHere(begin, fmt::format("'{}' is no value", word));
  }

  std::string_view text_;
  size_t at_ = 0;
};

/// Boost reads 1e999 as an infinity, which it could not write again.
bool IsFinite(const json::value& value) {
  if (value.is_double()) return std::isfinite(value.as_double());
  if (value.is_array()) return std::all_of(value.as_array().begin(), value.as_array().end(), IsFinite);
  if (!value.is_object()) return true;
  return std::all_of(value.as_object().begin(), value.as_object().end(),
                     [](const auto& member) { return IsFinite(member.value()); });
}

}  // namespace

Result<json::value> ParseLenient(std::string_view text) {
  if (text.size() > kMaxBodyBytes)
    return Fail(ErrorCode::kLimit, "the body has {} bytes; {} are allowed", text.size(), kMaxBodyBytes);
  json::parse_options options;
  options.max_depth = kMaxBodyDepth;
  json::error_code failure;
  json::value strict = json::parse(json::string_view(text.data(), text.size()), failure, {}, options);
  if (!failure && IsFinite(strict)) return strict;
  if (!runtime::IsUtf8(text)) return Fail(ErrorCode::kInvalid, "the body is not UTF-8");
  return ReprReader(text).Read();
}

}  // namespace harrier::api::arm
