#include <re2/re2.h>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// What the parse and parse-kv operators run on (Kusto docs, parse operator and parse-kv operator).
namespace harrier::runtime {
namespace {

struct RegexState final : KernelState {
  std::unique_ptr<re2::RE2> regex;
};

Result<std::shared_ptr<KernelState>> PrepareRegex(const ConstantArgs& constants) {
  auto state = std::make_shared<RegexState>();
  if (!constants[1]) return Fail(ErrorCode::kInternal, "a parse pattern must be a constant");
  re2::RE2::Options options;
  options.set_log_errors(false);
  state->regex = std::make_unique<re2::RE2>(constants[1]->text(), options);
  if (!state->regex->ok()) {
    return Fail(ErrorCode::kSemantic, "the pattern is no valid regular expression: {}",
                state->regex->error());
  }
  return state;
}

/// All groups as an array of texts; null where the pattern does not match.
bool Captures(const RegexState& state, JsonOut& out, std::string_view text, std::string_view) {
  const int groups = state.regex->NumberOfCapturingGroups();
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups) + 1);
  if (!state.regex->Match(text, 0, text.size(), re2::RE2::UNANCHORED, found.data(), groups + 1)) return false;
  out.text = "[";
  for (int i = 1; i <= groups; ++i)
    AppendJsonItem(out.text, {found[static_cast<size_t>(i)].data(), found[static_cast<size_t>(i)].size()});
  out.text += ']';
  return true;
}

struct KvState final : KernelState {
  std::string pair_delimiter = " ";
  std::string kv_delimiter = "=";
  std::vector<std::pair<char, char>> quotes;
  char escape = '\0';
  bool greedy = false;
  /// The keys to look for where no delimiters are given.
  std::vector<std::string> keys;
  std::unique_ptr<re2::RE2> regex;
};

std::string Option(std::string_view bag, std::string_view key) {
  std::string out;
  if (const auto value = JsonMember(bag, key)) AppendJsonAsText(out, *value);
  return out;
}

Result<std::shared_ptr<KernelState>> PrepareKv(const ConstantArgs& constants) {
  auto state = std::make_shared<KvState>();
  const std::string bag = constants[1] && !constants[1]->is_null() ? constants[1]->text() : "{}";
  const std::string pair = Option(bag, "pair_delimiter"), kv = Option(bag, "kv_delimiter");
  if (!pair.empty()) state->pair_delimiter = pair;
  if (!kv.empty()) state->kv_delimiter = kv;
  if (const auto keys = JsonMember(bag, "keys"); keys && pair.empty() && kv.empty())
    state->keys = JsonTexts(*keys);
  if (const auto quote = JsonMember(bag, "quote")) {
    const std::vector<std::string> marks = JsonTexts(*quote);
    if (marks.size() == 1 && !marks[0].empty()) {
      const std::string& text = marks[0];
      state->quotes.emplace_back(text[0], text.size() > 1 ? text[1] : text[0]);
    } else if (marks.size() == 2 && !marks[0].empty() && !marks[1].empty()) {
      state->quotes.emplace_back(marks[0][0], marks[1][0]);
    }
  }
  if (const std::string escape = Option(bag, "escape"); !escape.empty()) state->escape = escape[0];
  state->greedy = Option(bag, "greedy") == "true";
  if (const std::string pattern = Option(bag, "regex"); !pattern.empty()) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    state->regex = std::make_unique<re2::RE2>(pattern, options);
    if (!state->regex->ok() || state->regex->NumberOfCapturingGroups() < 2) {
      return Fail(ErrorCode::kSemantic,
                  "parse-kv: the regex must be valid and have two groups, key and value");
    }
  }
  return state;
}

std::string_view Trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

/// One piece up to `stop`, quotes and escapes minded; `at` moves behind it (not behind the stop).
std::string Piece(const KvState& state, std::string_view text, size_t& at, std::string_view stop,
                  std::string_view other_stop) {
  std::string out;
  while (at < text.size() && text[at] == ' ' && !text.substr(at).starts_with(stop)) ++at;
  for (const auto& [open, close] : state.quotes) {
    if (at >= text.size() || text[at] != open) continue;
    for (++at; at < text.size() && text[at] != close; ++at) {
      if (state.escape != '\0' && text[at] == state.escape && at + 1 < text.size()) ++at;
      out += text[at];
    }
    if (at < text.size()) ++at;
    while (at < text.size() && !text.substr(at).starts_with(stop) &&
           (other_stop.empty() || !text.substr(at).starts_with(other_stop)))
      ++at;
    return out;
  }
  while (at < text.size() && !text.substr(at).starts_with(stop) &&
         (other_stop.empty() || !text.substr(at).starts_with(other_stop))) {
    if (state.escape != '\0' && text[at] == state.escape && at + 1 < text.size()) ++at;
    out += text[at++];
  }
  return std::string(Trim(out));
}

/// Where a greedy value ends: before the last pair delimiter that precedes the next key delimiter.
size_t GreedyEnd(const KvState& state, std::string_view text, size_t at) {
  const size_t next = text.find(state.kv_delimiter, at);
  if (next == std::string_view::npos) return text.size();
  const size_t delimiter = text.rfind(state.pair_delimiter, next);
  return delimiter == std::string_view::npos || delimiter < at ? next : delimiter;
}

bool IsWordAt(std::string_view text, size_t at) {
  return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || !IsAscii(text[at]));
}

/// A value that ends by itself: in quotes, or a run of letters and digits; `at` moves behind it.
std::string WordOrQuoted(const KvState& state, std::string_view text, size_t& at) {
  std::string out;
  for (; at < text.size(); ++at) {
    for (const auto& [open, close] : state.quotes) {
      if (text[at] != open) continue;
      for (++at; at < text.size() && text[at] != close; ++at) {
        if (state.escape != '\0' && text[at] == state.escape && at + 1 < text.size()) ++at;
        out += text[at];
      }
      if (at < text.size()) ++at;
      return out;
    }
    if (IsWordAt(text, at)) break;
  }
  while (IsWordAt(text, at)) out += text[at++];
  return out;
}

/// The length of the key that stands at `at`, between delimiters; 0 if none does.
size_t KeyAt(const KvState& state, std::string_view text, size_t at) {
  if (at > 0 && IsWordAt(text, at - 1)) return 0;
  size_t longest = 0;
  for (const std::string& key : state.keys) {
    if (key.size() > longest && text.substr(at).starts_with(key) && !IsWordAt(text, at + key.size()))
      longest = key.size();
  }
  return longest;
}

bool ParseKv(const KvState& state, JsonOut& out, std::string_view text, Json) {
  out.text = "{";
  auto add = [&](std::string_view key, std::string_view value) {
    AppendJsonKey(out.text, key);
    AppendJsonString(out.text, value);
  };
  if (state.regex) {
    re2::StringPiece input(text.data(), text.size()), groups[3];
    size_t at = 0;
    while (at <= text.size() && state.regex->Match(input, at, text.size(), re2::RE2::UNANCHORED, groups, 3)) {
      add({groups[1].data(), groups[1].size()}, {groups[2].data(), groups[2].size()});
      const size_t end = static_cast<size_t>(groups[0].data() - text.data()) + groups[0].size();
      at = end > at ? end : at + 1;
    }
  } else if (!state.keys.empty()) {
    // Anything but letters and digits delimits.
    for (size_t at = 0; at < text.size();) {
      const size_t length = KeyAt(state, text, at);
      if (length == 0) {
        ++at;
        continue;
      }
      const std::string_view key = text.substr(at, length);
      at += length;
      if (at < text.size() &&
          std::any_of(
              state.quotes.begin(), state.quotes.end(), [&](const auto& q) { return text[at] == q.second; }))
        ++at;
      add(key, WordOrQuoted(state, text, at));
    }
  } else {
    size_t at = 0;
    while (at < text.size()) {
      const std::string key = Piece(state, text, at, state.kv_delimiter, state.pair_delimiter);
      if (at >= text.size()) break;
      if (!text.substr(at).starts_with(state.kv_delimiter)) {
        at += state.pair_delimiter.size();
        continue;
      }
      at += state.kv_delimiter.size();
      std::string value;
      const bool quoted = at < text.size() && std::any_of(
                                                  state.quotes.begin(), state.quotes.end(),
                                                  [&](const auto& q) { return text[at] == q.first; });
      if (state.greedy && !quoted) {
        const size_t end = GreedyEnd(state, text, at);
        value = std::string(Trim(text.substr(at, end - at)));
        at = end;
      } else {
        value = Piece(state, text, at, state.pair_delimiter, "");
      }
      add(key, value);
      if (text.substr(std::min(at, text.size())).starts_with(state.pair_delimiter))
        at += state.pair_delimiter.size();
    }
  }
  out.text += '}';
  return true;
}

}  // namespace

void AddTextParse(KernelRegistry& registry) {
  registry.Add(KernelOf<Captures, PrepareRegex>("regex_captures"));
  registry.Add(KernelOf<ParseKv, PrepareKv>("parse_kv"));
}

}  // namespace harrier::runtime
