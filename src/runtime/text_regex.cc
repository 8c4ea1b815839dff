#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/regex_state.h"
#include "runtime/text_replace.h"
#include "runtime/utf8.h"

/// The functions that take a regular expression. A pattern that comes from a row and is not valid matches
/// nothing.
namespace harrier::runtime {
namespace {

using Groups = std::array<std::string_view, kMaxGroups + 1>;

/// Where to look for the next match after this one, which may be empty.
size_t After(std::string_view text, std::string_view match) {
  size_t at = static_cast<size_t>(match.data() - text.data()) + match.size();
  if (!match.empty()) return at;
  if (at >= text.size()) return text.size() + 1;
  DecodeNext(text, at);
  return at;
}

/// Calls `use(groups)` for every match, left to right, without overlap, until it returns false.
template <typename Use>
void ForEachMatch(const Regex& regex, std::string_view text, size_t wanted, Use use) {
  Groups groups;
  for (size_t from = 0; from <= text.size();) {
    if (!regex.Find(text, from, std::span(groups).first(wanted + 1))) return;
    if (!use(groups)) return;
    from = After(text, groups[0]);
  }
}

size_t GroupCount(const Regex& regex) {
  return static_cast<size_t>(std::min(regex.groups(), kMaxGroups));
}

bool MatchesRegex(const RegexState& state, std::string_view text, std::string_view pattern) {
  const auto regex = state.Of(pattern);
  return regex != nullptr && regex->Matches(text);
}

// Kusto docs, extract(): the capture of the first match; empty where there is none.
bool Extract(const RegexState& state, std::string& out, std::string_view pattern, int64_t group,
             std::string_view text) {
  const auto regex = state.Of(pattern);
  Groups groups;
  if (regex == nullptr || group < 0 || group > regex->groups() || group > kMaxGroups) return true;
  const auto n = static_cast<size_t>(group);
  if (regex->Find(text, 0, std::span(groups).first(n + 1))) out = groups[n];
  return true;
}

// Kusto docs, extract_all(): an array of captures, of arrays where several are wanted; null where nothing
// matches.
bool AllCaptures(const Regex& regex, JsonOut& out, std::string_view text, std::span<const size_t> wanted) {
  out.text = "[";
  ForEachMatch(regex, text, GroupCount(regex), [&](const Groups& groups) {
    AppendJsonComma(out.text);
    if (wanted.size() != 1) out.text += '[';
    for (const size_t n : wanted) {
      if (n != wanted.front()) out.text += ',';
      AppendJsonString(out.text, groups[n]);
    }
    if (wanted.size() != 1) out.text += ']';
    return true;
  });
  out.text += ']';
  return out.text.size() > 2;
}

bool ExtractAll(const RegexState& state, JsonOut& out, std::string_view pattern, std::string_view text) {
  const auto regex = state.Of(pattern);
  if (regex == nullptr || regex->groups() == 0) return false;
  std::vector<size_t> wanted;
  for (size_t n = 1; n <= GroupCount(*regex); ++n) wanted.push_back(n);
  return AllCaptures(*regex, out, text, wanted);
}

bool ExtractAllGroups(const RegexState& state, JsonOut& out, std::string_view pattern, Json captures,
                      std::string_view text) {
  const auto regex = state.Of(pattern);
  if (regex == nullptr) return false;
  std::vector<size_t> wanted;
  for (const std::string& name : JsonTexts(captures.text)) {
    const std::optional<int64_t> number = JsonLong(name);
    const int64_t n = number ? *number : regex->GroupNamed(name);
    if (n < 1 || n > static_cast<int64_t>(GroupCount(*regex))) return false;
    wanted.push_back(static_cast<size_t>(n));
  }
  return !wanted.empty() && AllCaptures(*regex, out, text, wanted);
}

/// Appends a replacement: \0 is the match, \1 to \9 its captures, \\ a backslash.
void AppendRewrite(std::string& out, std::string_view rewrite, const Groups& groups) {
  for (size_t i = 0; i < rewrite.size(); ++i) {
    const char next = i + 1 < rewrite.size() ? rewrite[i + 1] : '\0';
    if (rewrite[i] == '\\' && next >= '0' && next <= '9') {
      out += groups[static_cast<size_t>(next - '0')];
      ++i;
    } else {
      out += rewrite[i];
      if (rewrite[i] == '\\' && next == '\\') ++i;
    }
  }
}

bool ReplaceRegex(const RegexState& state, std::string& out, std::string_view text, std::string_view pattern,
                  std::string_view rewrite) {
  const auto regex = state.Of(pattern);
  if (regex == nullptr) {
    out = text;
    return true;
  }
  if (!regex->literal().empty() && rewrite.find('\\') == rewrite.npos) {
    ReplaceAll(out, text, regex->literal(), rewrite);
    return true;
  }
  size_t copied = 0;
  ForEachMatch(*regex, text, std::min<size_t>(GroupCount(*regex), 9), [&](const Groups& groups) {
    const auto start = static_cast<size_t>(groups[0].data() - text.data());
    out += text.substr(copied, start - copied);
    AppendRewrite(out, rewrite, groups);
    copied = start + groups[0].size();
    return true;
  });
  out += text.substr(copied);
  return true;
}

int64_t CountRegex(const RegexState& state, std::string_view text, std::string_view pattern) {
  int64_t n = 0;
  if (const auto regex = state.Of(pattern)) {
    ForEachMatch(*regex, text, 0, [&n](const Groups&) { return ++n, true; });
  }
  return n;
}

// Kusto docs, indexof_regex(): a code point index, -1 where there is none, null for arguments out of range.
std::optional<int64_t> IndexOfRegex(const RegexState& state, std::string_view text, std::string_view pattern,
                                    int64_t start, int64_t length, int64_t occurrence) {
  if (start < 0 || length < -1 || occurrence < 0) return std::nullopt;
  const auto regex = state.Of(pattern);
  if (regex == nullptr || occurrence == 0) return -1;
  const size_t from = ByteOffset(text, static_cast<size_t>(start));
  std::string_view range = text.substr(from);
  if (length >= 0) range = range.substr(0, ByteOffset(range, static_cast<size_t>(length)));
  int64_t index = -1;
  ForEachMatch(*regex, range, 0, [&](const Groups& groups) {
    if (--occurrence > 0) return true;
    index = static_cast<int64_t>(
        CountCodePoints(text.substr(0, static_cast<size_t>(groups[0].data() - text.data()))));
    return false;
  });
  return index;
}

std::string_view TrimmedStart(const Regex& regex, std::string_view text) {
  std::string_view match;
  while (!text.empty() && regex.FindAt(text, 0, std::span(&match, 1)) && !match.empty()) {
    text.remove_prefix(match.size());
  }
  return text;
}

std::string_view TrimmedEnd(const Regex& at_end, std::string_view text) {
  std::string_view match;
  while (!text.empty() && at_end.Find(text, 0, std::span(&match, 1)) && !match.empty()) {
    text.remove_suffix(match.size());
  }
  return text;
}

bool TrimStart(const RegexState& state, std::string& out, std::string_view pattern, std::string_view text) {
  const auto regex = state.Of(pattern);
  out = regex != nullptr ? TrimmedStart(*regex, text) : text;
  return true;
}

bool TrimEnd(const RegexState& state, std::string& out, std::string_view pattern, std::string_view text) {
  const auto regex = state.Of(pattern);
  out = regex != nullptr ? TrimmedEnd(*regex, text) : text;
  return true;
}

// A backslash before each sign that means something in a pattern.
bool RegexQuote(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$#&-~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return true;
}

}  // namespace

void AddTextRegex(KernelRegistry& registry) {
  registry.Add(KernelOf<RegexQuote>("regex_quote"));
  registry.Add(KernelOf<MatchesRegex, RegexState::Prepare<1>>("matches_regex"));
  registry.Add(KernelOf<Extract, RegexState::Prepare<0>>("extract"));
  registry.Add(KernelOf<ExtractAll, RegexState::Prepare<0>>("extract_all"));
  registry.Add(KernelOf<ExtractAllGroups, RegexState::Prepare<0>>("extract_all_groups"));
  registry.Add(KernelOf<ReplaceRegex, RegexState::Prepare<1>>("replace_regex"));
  registry.Add(KernelOf<CountRegex, RegexState::Prepare<1>>("count_regex"));
  registry.Add(KernelOf<IndexOfRegex, RegexState::Prepare<1>>("indexof_regex"));
  registry.Add(KernelOf<TrimStart, RegexState::Prepare<0>>("trim_start"));
  registry.Add(KernelOf<TrimEnd, RegexState::Prepare<0, true>>("trim_end"));
}

}  // namespace harrier::runtime
