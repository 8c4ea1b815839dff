#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace harrier::kql {

enum class TokenKind : uint8_t {
  kEnd,
  kName,    // also keywords; names with a leading digit; "!has", "in~", "!in~"
  kString,  // value: the text meant
  kNumber,  // value: long, real or timespan
  kMark,    // punctuation, by its text
  kBad,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // as written
  Span span{};
  Value value{};
  /// White space or a comment stands before it.
  bool spaced = false;

  bool Is(std::string_view mark) const {
    return (kind == TokenKind::kMark || kind == TokenKind::kName) && text == mark;
  }
};

/// Bytes of a blank beyond ASCII at the start of `text`; 0 if there is none. Queries copied from web pages
/// hold them.
size_t UnicodeBlank(std::string_view text);

/// Splits a whole text; mistakes become kBad tokens and diagnostics. The last token is kEnd. The views are
/// into `text`.
std::vector<Token> Lex(std::string_view text, std::vector<Diagnostic>& diagnostics);

}  // namespace harrier::kql
