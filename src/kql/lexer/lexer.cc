#include "kql/lexer/lexer.h"

#include <charconv>

#include "base/time_text.h"
#include "runtime/utf8.h"

namespace harrier::kql {
namespace {

bool IsNameStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '$' || (c & 0x80) != 0;
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNamePart(char c) {
  return IsNameStart(c) || IsDigit(c);
}

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<Diagnostic>& diagnostics)
      : text_(text), diagnostics_(diagnostics) {}

  std::vector<Token> Run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (true) {
      SkipBlank();
      if (at_ >= text_.size()) break;
      Next();
    }
    begin_ = text_.size();
    Push(TokenKind::kEnd);
    return std::move(tokens_);
  }

 private:
  char Peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void SkipBlank() {
    spaced_ = at_ == 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (std::isspace(static_cast<unsigned char>(c))) {
        ++at_;
      } else if (const size_t length = UnicodeBlank(text_.substr(at_)); length > 0) {
        at_ += length;
      } else if (c == '/' && Peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else {
        return;
      }
      spaced_ = true;
    }
  }

  void Next() {
    begin_ = at_;
    const char c = Peek();
    if (IsString()) return String();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)) && !AfterOperand())) return Number();
    if (IsNameStart(c)) return Name();
    if (c == '!' && (std::isalpha(static_cast<unsigned char>(Peek(1))))) {
      ++at_;
      return Name();
    }
    Mark();
  }

  /// A point right behind a name or a bracket is a member's, not a number's.
  bool AfterOperand() const {
    if (tokens_.empty() || spaced_) return false;
    const Token& last = tokens_.back();
    return last.kind == TokenKind::kName || last.text == ")" || last.text == "]";
  }

  void Push(TokenKind kind, Value value = {}) {
    tokens_.push_back({kind,
                       text_.substr(begin_, at_ - begin_),
                       {static_cast<uint32_t>(begin_), static_cast<uint32_t>(at_)},
                       std::move(value),
                       spaced_});
  }

  void Bad(std::string_view id, std::string message) {
    diagnostics_.push_back(
        {std::string(id), std::move(message), {static_cast<uint32_t>(begin_), static_cast<uint32_t>(at_)}});
    Push(TokenKind::kBad);
  }

  void Name() {
    while (IsNamePart(Peek()) && UnicodeBlank(text_.substr(at_)) == 0) ++at_;
    const std::string_view name = text_.substr(begin_, at_ - begin_);
    if (Peek() == '~' && (name == "in" || name == "!in")) ++at_;
    Push(TokenKind::kName);
  }

  bool IsString() const {
    size_t i = 0;
    if ((Peek() == 'h' || Peek() == 'H') &&
        (Peek(1) == '"' || Peek(1) == '\'' || Peek(1) == '@' || Peek(1) == '`'))
      i = 1;
    if (Peek(i) == '@') ++i;
    if (Peek(i) == '"' || Peek(i) == '\'') return true;
    const std::string_view block = text_.substr(std::min(at_ + i, text_.size()), 3);
    return block == "```" || block == "~~~";
  }

  void String() {
    if (Peek() == 'h' || Peek() == 'H') ++at_;
    const bool verbatim = Peek() == '@';
    if (verbatim) ++at_;
    const std::string_view block = text_.substr(at_, 3);
    std::string value;
    if (block == "```" || block == "~~~") {
      const size_t end = text_.find(block, at_ + 3);
      if (end == std::string_view::npos) {
        at_ = text_.size();
        return Bad("KS001", fmt::format("the text block is not closed; {} is missing", block));
      }
      value = std::string(text_.substr(at_ + 3, end - at_ - 3));
      at_ = end + 3;
      return Push(TokenKind::kString, Value::String(std::move(value)));
    }
    const char quote = Peek();
    ++at_;
    while (true) {
      if (at_ >= text_.size() || (Peek() == '\n' && !verbatim)) {
        return Bad("KS001", fmt::format("the string is not closed; {} is missing", quote));
      }
      const char c = text_[at_++];
      if (c == quote) {
        if (!verbatim || Peek() != quote) break;
        ++at_;
        value += quote;
      } else if (c == '\\' && !verbatim) {
        if (!Escape(value)) return;
      } else {
        value += c;
      }
    }
    Push(TokenKind::kString, Value::String(std::move(value)));
  }

  /// Reads what follows a backslash; false if it was reported as bad.
  bool Escape(std::string& out) {
    if (at_ >= text_.size()) {
      Bad("KS001", "the string is not closed; it ends in a backslash");
      return false;
    }
    const char c = Peek();
    ++at_;
    switch (c) {
      case 'n':
        out += '\n';
        return true;
      case 't':
        out += '\t';
        return true;
      case 'r':
        out += '\r';
        return true;
      case '0':
        if (!IsDigit(Peek())) {
          out += '\0';
          return true;
        }
        break;
      case 'a':
        out += '\a';
        return true;
      case 'b':
        out += '\b';
        return true;
      case 'f':
        out += '\f';
        return true;
      case 'v':
        out += '\v';
        return true;
      case '\\':
      case '"':
      case '\'':
        out += c;
        return true;
      case 'x':
        return Code(2, out);
      case 'u':
        return Code(4, out);
      case 'U':
        return Code(8, out);
      default:
        break;
    }
    if (c >= '0' && c <= '7') {
      uint32_t code = static_cast<uint32_t>(c - '0');
      for (int i = 0; i < 2 && Peek() >= '0' && Peek() <= '7'; ++i)
        code = code * 8 + static_cast<uint32_t>(text_[at_++] - '0');
      runtime::AppendUtf8(out, code);
      return true;
    }
    SkipString();
    Bad("KS003",
        fmt::format("'\\{}' is no escape; write '\\\\' for a backslash, or @\"…\" for a verbatim string", c));
    return false;
  }

  bool Code(size_t digits, std::string& out) {
    uint32_t code = 0;
    const std::string_view hex = text_.substr(at_, digits);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    if (error != std::errc() || end != hex.data() + digits || code > 0x10FFFF) {
      SkipString();
      Bad("KS003", fmt::format("the escape needs {} hexadecimal digits", digits));
      return false;
    }
    at_ += digits;
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      uint32_t low = 0;
      const std::string_view next = text_.substr(at_ + 2, 4);
      if (std::from_chars(next.data(), next.data() + next.size(), low, 16).ec == std::errc() &&
          low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at_ += 6;
      }
    }
    // Half of a pair alone is no character.
    runtime::AppendUtf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    return true;
  }

  /// To the end of a string that has a mistake, so that what follows is read rightly.
  void SkipString() {
    size_t open = begin_;
    while (text_[open] != '"' && text_[open] != '\'') ++open;
    const char quote = text_[open];
    while (at_ < text_.size() && Peek() != '\n') {
      const char c = text_[at_++];
      if (c == '\\' && at_ < text_.size())
        ++at_;
      else if (c == quote)
        return;
    }
  }

  void Number() {
    if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X')) {
      at_ += 2;
      uint64_t value = 0;
      while (std::isxdigit(static_cast<unsigned char>(Peek()))) {
        value =
            value * 16 + static_cast<uint64_t>(IsDigit(Peek()) ? Peek() - '0' : (Peek() | 0x20) - 'a' + 10);
        ++at_;
      }
      if (IsNamePart(Peek())) return Name();
      return Push(TokenKind::kNumber, Value::Long(static_cast<int64_t>(value)));
    }
    while (IsDigit(Peek())) ++at_;
    bool real = false;
    if (Peek() == '.' && Peek(1) != '.' && !IsNameStart(Peek(1))) {
      real = true;
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    if ((Peek() == 'e' || Peek() == 'E') &&
        (IsDigit(Peek(1)) || ((Peek(1) == '+' || Peek(1) == '-') && IsDigit(Peek(2))))) {
      real = true;
      at_ += 2;
      while (IsDigit(Peek())) ++at_;
    }
    const std::string_view digits = text_.substr(begin_, at_ - begin_);
    if (IsNameStart(Peek())) {
      const size_t end_of_digits = at_;
      while (IsNamePart(Peek())) ++at_;
      const std::string_view unit = text_.substr(end_of_digits, at_ - end_of_digits);
      std::string lower(text_.substr(begin_, at_ - begin_));
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (const auto ticks = ParseTimespan(lower);
          ticks && unit.find_first_of("0123456789") == std::string_view::npos) {
        return Push(TokenKind::kNumber, Value::Timespan(*ticks));
      }
      if (real)
        return Bad("KS003", fmt::format("'{}' is neither a number nor a timespan",
                                        text_.substr(begin_, at_ - begin_)));
      return Push(TokenKind::kName);
    }
    if (real) {
      double value = 0;
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return Push(TokenKind::kNumber, Value::Real(value));
    }
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || value > static_cast<uint64_t>(INT64_MAX) + 1) {
      return Bad("KS004", fmt::format("the number {} is too large for a long", digits));
    }
    Push(TokenKind::kNumber, Value::Long(static_cast<int64_t>(value)));
  }

  void Mark() {
    constexpr std::string_view kLong[] = {"..", "==", "=~", "!=", "!~", "<>", "<=", ">=", "=>"};
    for (const std::string_view mark : kLong) {
      if (text_.substr(at_, 2) == mark) {
        at_ += 2;
        return Push(TokenKind::kMark);
      }
    }
    const char c = Peek();
    ++at_;
    if (std::string_view("|(){}[],;:.+-*/%<>=~!@").find(c) != std::string_view::npos)
      return Push(TokenKind::kMark);
    Bad("KS002", fmt::format("the character '{}' means nothing in KQL", c));
  }

  std::string_view text_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  size_t begin_ = 0;
  bool spaced_ = false;
};

}  // namespace

size_t UnicodeBlank(std::string_view text) {
  if (text.empty() || (text.front() & 0x80) == 0) return 0;
  if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
  // U+2000..U+200B, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
  if (text.starts_with("\xE2\x80") && text.size() > 2) {
    const auto last = static_cast<unsigned char>(text[2]);
    return (last >= 0x80 && last <= 0x8B) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
  }
  return text.starts_with("\xE2\x81\x9F") || text.starts_with("\xE3\x80\x80") ||
                 text.starts_with("\xEF\xBB\xBF")
             ? 3
             : 0;
}

std::vector<Token> Lex(std::string_view text, std::vector<Diagnostic>& diagnostics) {
  return Lexer(text, diagnostics).Run();
}

}  // namespace harrier::kql
