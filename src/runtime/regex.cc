#include "runtime/regex.h"

#include <charconv>
#include <mutex>

#include <re2/re2.h>

#include "runtime/text_needle.h"
#include "runtime/utf8.h"

namespace harrier::runtime {
namespace {

// What \w, \d and \s mean outside ASCII (Kusto docs, regex, "Perl character classes"), for use inside
// brackets.
constexpr std::string_view kWord = R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200C}\x{200D})";
constexpr std::string_view kDigit = R"(\p{Nd})";
constexpr std::string_view kSpace = R"(\t-\r \x{85}\p{Z})";

/// A pattern in RE2's spelling. `wide` is its meaning for text outside ASCII; for ASCII text the plain one,
/// which is several times faster, means the same.
struct Spelling {
  std::string plain;
  std::string wide;
};

Spelling Respell(std::string_view pattern) {
  Spelling out;
  const auto put = [&out](std::string_view text) {
    out.plain += text;
    out.wide += text;
  };
  bool in_class = false;
  size_t class_start = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char next = pattern[++i];
      const std::string_view set = next == 'w' || next == 'W'   ? kWord
                                   : next == 'd' || next == 'D' ? kDigit
                                   : next == 's' || next == 'S' ? kSpace
                                                                : std::string_view();
      if (next == '_') {
        put("_");
      } else if (next == 'u' || next == 'U') {
        // \u007F, \u{7F}, \U0000007F
        const size_t digits = next == 'u' ? 4 : 8;
        if (i + 1 < pattern.size() && pattern[i + 1] == '{') {
          put("\\x");
        } else {
          put(fmt::format("\\x{{{}}}", pattern.substr(i + 1, digits)));
          i = std::min(pattern.size(), i + digits);
        }
      } else if (set.empty() || (in_class && next < 'a')) {
        put(std::string{'\\', next});
      } else {
        // RE2's \s lacks the vertical tab.
        const std::string plain = next == 's'   ? R"(\t-\r )"
                                  : next == 'S' ? R"([^\t-\r ])"
                                                : std::string{'\\', next};
        out.plain += in_class || next != 's' ? plain : fmt::format("[{}]", plain);
        if (in_class)
          out.wide += set;
        else
          out.wide += fmt::format("[{}{}]", next < 'a' ? "^" : "", set);
      }
      continue;
    }
    if (!in_class && c == '[') {
      in_class = true;
      class_start = i + 1 < pattern.size() && pattern[i + 1] == '^' ? i + 1 : i;
    } else if (in_class && c == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const size_t end = pattern.find(":]", i);
      if (end != pattern.npos) {
        put(pattern.substr(i, end + 2 - i));
        i = end + 1;
        continue;
      }
    } else if (in_class && c == ']' && i > class_start + 1) {
      in_class = false;
    } else if (!in_class && c == '(' && pattern.substr(i, 3) == "(?<" && i + 3 < pattern.size() &&
               pattern[i + 3] != '=' && pattern[i + 3] != '!') {
      put("(?P<");
      i += 2;
      continue;
    }
    put(std::string_view(&pattern[i], 1));
  }
  return out;
}

/// The bytes with which every match of a pattern begins; `whole` if the pattern is nothing but them.
struct LiteralStart {
  std::string text;
  bool whole = false;
};

std::optional<char> HexByte(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + 2 || value >= 0x80) return std::nullopt;
  return static_cast<char>(value);
}

/// The byte that stands at `at`, which moves past it; nothing where something else than a byte begins.
std::optional<char> LiteralByte(std::string_view pattern, size_t& at) {
  const char c = pattern[at];
  if (c != '\\') {
    if (std::string_view("^$.[]|()?*+{}").find(c) != std::string_view::npos) return std::nullopt;
    ++at;
    return c;
  }
  if (at + 1 == pattern.size()) return std::nullopt;
  const char next = pattern[at + 1];
  if (next == 'x' && at + 4 <= pattern.size()) {
    const std::optional<char> byte = HexByte(pattern.substr(at + 2, 2));
    if (byte) at += 4;
    return byte;
  }
  const size_t control = std::string_view("tnr").find(next);
  if (control == std::string_view::npos && std::ispunct(static_cast<unsigned char>(next)) == 0)
    return std::nullopt;
  at += 2;
  return control == std::string_view::npos ? next : "\t\n\r"[control];
}

/// Whether an alternative to the pattern's beginning stands anywhere behind `at`.
bool HasAlternative(std::string_view pattern, size_t at) {
  int depth = 0;
  for (; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\') {
      if (pattern.substr(at, 2) == "\\Q") return true;  // what follows is read otherwise
      ++at;
    } else if (c == '[') {
      // A bracket inside of brackets is read otherwise too; one alternative too many only costs the shortcut.
      at += at + 1 < pattern.size() && pattern[at + 1] == '^' ? 2 : 1;
      for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); ++at, first = false) {
        if (pattern[at] == '\\')
          ++at;
        else if (pattern[at] == '[')
          return true;
      }
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth <= 0) {
      return true;
    }
  }
  return false;
}

LiteralStart LiteralStartOf(std::string_view pattern) {
  LiteralStart start;
  size_t at = 0;
  while (at < pattern.size()) {
    const std::optional<char> byte = LiteralByte(pattern, at);
    if (!byte) break;
    start.text += *byte;
    const char next = at < pattern.size() ? pattern[at] : '\0';
    if (next == '*' || next == '?' || next == '{') {
      // All bytes of the character that may be missing.
      size_t size = start.text.size();
      DecodePrevious(start.text, size);
      start.text.resize(size);
      break;
    }
    if (next == '+') break;
  }
  start.whole = at == pattern.size();
  if (!start.whole && HasAlternative(pattern, at)) return {};
  return start;
}

RE2::Options RegexOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(int64_t{64} << 20);
  return options;
}

re2::StringPiece Piece(std::string_view s) {
  return {s.data(), s.size()};
}

}  // namespace

struct Regex::Compiled {
  explicit Compiled(Spelling spelling)
      : spelled(std::move(spelling)),
        plain(spelled.plain, RegexOptions()),
        has_wide(spelled.wide != spelled.plain) {}

  /// Whether the text lacks, from a place on, what every match begins with.
  bool Lacks(std::string_view text) const { return start.has_value() && !start->Matches(text); }

  /// The expression whose meaning for this text is right.
  const RE2& For(std::string_view text) const {
    if (!has_wide || IsAscii(text)) return plain;
    std::call_once(made, [this] { wide = std::make_unique<RE2>(spelled.wide, RegexOptions()); });
    return wide->ok() ? *wide : plain;
  }

  Spelling spelled;
  std::string literal;          // the pattern, if it is nothing but bytes to look for
  std::optional<Needle> start;  // what every match begins with
  RE2 plain;
  bool has_wide;
  mutable std::once_flag made;
  mutable std::unique_ptr<RE2> wide;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::~Regex() = default;

const std::string& Regex::literal() const {
  return compiled_->literal;
}

bool Regex::Matches(std::string_view text) const {
  if (compiled_->Lacks(text)) return false;
  if (!literal().empty()) return compiled_->start.has_value() || text.find(literal()) != text.npos;
  return compiled_->For(text).Match(Piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

namespace {

bool FindWith(const RE2& re, std::string_view text, size_t from, RE2::Anchor anchor,
              std::span<std::string_view> groups) {
  re2::StringPiece found[kMaxGroups + 1];
  const int wanted = static_cast<int>(std::min<size_t>(groups.size(), kMaxGroups + 1));
  const int captured = std::min(wanted, re.NumberOfCapturingGroups() + 1);
  if (from > text.size() || !re.Match(Piece(text), from, text.size(), anchor, found, captured)) return false;
  for (int i = 0; i < wanted; ++i) groups[static_cast<size_t>(i)] = {found[i].data(), found[i].size()};
  return true;
}

}  // namespace

bool Regex::Find(std::string_view text, size_t from, std::span<std::string_view> groups) const {
  if (!literal().empty()) {
    const size_t at = text.find(literal(), from);
    if (at == text.npos) return false;
    std::fill(groups.begin(), groups.end(), std::string_view());
    if (!groups.empty()) groups[0] = text.substr(at, literal().size());
    return true;
  }
  if (from <= text.size() && compiled_->Lacks(text.substr(from))) return false;
  return FindWith(compiled_->For(text), text, from, RE2::UNANCHORED, groups);
}

bool Regex::FindAt(std::string_view text, size_t from, std::span<std::string_view> groups) const {
  return FindWith(compiled_->For(text), text, from, RE2::ANCHOR_START, groups);
}

int Regex::groups() const {
  return compiled_->plain.NumberOfCapturingGroups();
}

int Regex::GroupNamed(std::string_view name) const {
  const auto& names = compiled_->plain.NamedCapturingGroups();
  const auto at = names.find(std::string(name));
  return at == names.end() ? -1 : at->second;
}

Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern, bool at_end) {
  Spelling spelling = Respell(pattern);
  if (at_end) {
    for (std::string* text : {&spelling.plain, &spelling.wide}) *text = fmt::format("(?:{})\\z", *text);
  }
  auto compiled = std::make_unique<Regex::Compiled>(std::move(spelling));
  if (!compiled->plain.ok()) {
    return Fail(ErrorCode::kSemantic, "the regular expression '{}' is not valid: {}", pattern,
                compiled->plain.error());
  }
  if (!at_end) {
    LiteralStart start = LiteralStartOf(pattern);
    // RE2 finds single bytes as fast by itself.
    if (start.text.size() > 1) compiled->start.emplace(start.text, TextMatch::kContains, false);
    if (start.whole) compiled->literal = std::move(start.text);
  }
  return std::shared_ptr<const Regex>(new Regex(std::move(compiled)));
}

}  // namespace harrier::runtime
