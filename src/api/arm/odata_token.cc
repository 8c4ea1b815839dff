#include "api/arm/odata_token.h"

#include <charconv>
#include <cmath>

namespace harrier::api::arm {
namespace {

namespace json = boost::json;

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
         c == '@' || c == '$' || c == '.' || c == '-' || c == ':' || c == '+' ||
         static_cast<unsigned char>(c) >= 0x80;
}

json::value NumberOrText(std::string_view word) {
  int64_t integer = 0;
  const char* const end = word.data() + word.size();
  if (const auto read = std::from_chars(word.data(), end, integer); read.ec == std::errc() && read.ptr == end)
    return integer;
  double real = 0;
  if (const auto read = std::from_chars(word.data(), end, real);
      read.ec == std::errc() && read.ptr == end && std::isfinite(real))
    return real;
  return json::value(json::string(word.data(), word.size()));
}

/// The text from the quote at `at`, which moves behind its end.
Result<std::string> ReadQuoted(std::string_view text, size_t& at) {
  const size_t begin = at++;
  std::string out;
  while (at < text.size()) {
    if (text[at] != '\'') {
      out += text[at++];
    } else if (at + 1 < text.size() && text[at + 1] == '\'') {
      out += '\'';
      at += 2;
    } else {
      ++at;
      return out;
    }
  }
  return Fail(ErrorCode::kInvalid, "the text that begins at position {} has no end", begin + 1);
}

bool StartsLiteral(std::string_view word) {
  return (word[0] >= '0' && word[0] <= '9') || word[0] == '-' || word[0] == '+' ||
         // A guid whose first digit is a letter.
         (word.size() == 36 && word[8] == '-' && word[13] == '-' && word[18] == '-' && word[23] == '-');
}

}  // namespace

Result<std::vector<OdataToken>> ReadOdata(std::string_view text) {
  using Kind = OdataToken::Kind;
  std::vector<OdataToken> tokens;
  size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    OdataToken token;
    token.begin = at;
    if (c == '\'') {
      TRY(const std::string quoted, ReadQuoted(text, at));
      token.kind = Kind::kLiteral;
      token.value = json::string(quoted.data(), quoted.size());
    } else if (c == '(' || c == ')' || c == ',' || c == ':') {
      token.kind = Kind::kMark;
      token.text = c;
      ++at;
    } else if (IsWord(c)) {
      while (at < text.size() && IsWord(text[at])) {
        // The colon after a lambda's variable, not one inside a time.
        if (text[at] == ':' && !StartsLiteral(text.substr(token.begin, at - token.begin))) break;
        ++at;
      }
      const std::string_view word = text.substr(token.begin, at - token.begin);
      if (at < text.size() && text[at] == '\'') {
        if (word != "datetime" && word != "guid" && word != "datetimeoffset" && word != "duration")
          return Fail(ErrorCode::kInvalid, "'{}' before a text at position {}", word, token.begin + 1);
        TRY(const std::string quoted, ReadQuoted(text, at));
        token.kind = Kind::kLiteral;
        token.value = json::string(quoted.data(), quoted.size());
      } else if (StartsLiteral(word)) {
        token.kind = Kind::kLiteral;
        token.value = NumberOrText(word);
      } else if (word == "true" || word == "false") {
        token.kind = Kind::kLiteral;
        token.value = word == "true";
      } else if (word == "null") {
        token.kind = Kind::kLiteral;
      } else {
        token.kind = Kind::kName;
        token.text = word;
      }
    } else {
      return Fail(ErrorCode::kInvalid, "'{}' at position {} belongs to no expression", c, at + 1);
    }
    tokens.push_back(std::move(token));
  }
  tokens.push_back({Kind::kEnd, "", {}, text.size()});
  return tokens;
}

}  // namespace harrier::api::arm
