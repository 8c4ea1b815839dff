#include "runtime/text_replace.h"

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

/// Replacement of plain texts and of characters.
namespace harrier::runtime {
void ReplaceAll(std::string& out, std::string_view text, std::string_view literal,
                std::string_view replacement) {
  if (literal.size() == 1 && replacement.empty()) {
    out.resize(text.size());
    out.resize(static_cast<size_t>(std::remove_copy(text.begin(), text.end(), out.begin(), literal[0]) -
                                   out.begin()));
    return;
  }
  size_t copied = 0;
  for (size_t at = text.find(literal); at != text.npos; at = text.find(literal, copied)) {
    out += text.substr(copied, at - copied);
    out += replacement;
    copied = at + literal.size();
  }
  out += text.substr(copied);
}

namespace {

bool ReplaceString(std::string& out, std::string_view s, std::string_view lookup, std::string_view rewrite) {
  if (lookup.empty())
    out = s;
  else
    ReplaceAll(out, s, lookup, rewrite);
  return true;
}

/// A lookup text and its replacement; none means that the match stays as it is, but still counts as one.
struct Rewrite {
  std::string lookup;
  std::optional<std::string> text;
};

std::optional<std::string> JsonString(std::string_view token) {
  std::string text;
  if (!UnquoteJson(text, token)) return std::nullopt;
  return text;
}

std::vector<Rewrite> Rewrites(std::string_view lookups, std::string_view texts) {
  std::vector<std::string_view> from, to;
  std::vector<Rewrite> rewrites;
  if (!JsonArrayItems(lookups, from) || !JsonArrayItems(texts, to)) return rewrites;
  for (size_t i = 0; i < from.size(); ++i) {
    std::optional<std::string> lookup = JsonString(from[i]);
    if (!lookup || lookup->empty()) continue;
    rewrites.push_back({std::move(*lookup), i < to.size() ? JsonString(to[i]) : std::nullopt});
  }
  return rewrites;
}

struct ReplaceState final : KernelState {
  std::optional<std::vector<Rewrite>> rewrites;  // when both lists are constant
};

Result<std::shared_ptr<KernelState>> PrepareReplace(const ConstantArgs& constants) {
  auto state = std::make_shared<ReplaceState>();
  if (constants[1] && constants[2] && !constants[1]->is_null() && !constants[2]->is_null()) {
    state->rewrites = Rewrites(constants[1]->text(), constants[2]->text());
  }
  return state;
}

// Kusto docs, replace_strings(): an earlier lookup takes precedence wherever it stands in the text; a match
// that overlaps one of its matches is none.
bool ReplaceStrings(const ReplaceState& state, std::string& out, std::string_view s,
                    std::optional<Json> lookups, std::optional<Json> texts) {
  std::vector<Rewrite> own;
  if (!state.rewrites && lookups && texts) own = Rewrites(lookups->text, texts->text);
  const std::vector<Rewrite>& rewrites = state.rewrites ? *state.rewrites : own;
  std::map<size_t, const Rewrite*> matches;  // by place; none overlaps another
  const auto is_free = [&](size_t begin, size_t end) {
    const auto next = matches.lower_bound(begin);
    if (next != matches.end() && next->first < end) return false;
    return next == matches.begin() ||
           std::prev(next)->first + std::prev(next)->second->lookup.size() <= begin;
  };
  for (const Rewrite& rewrite : rewrites) {
    const size_t length = rewrite.lookup.size();
    for (size_t at = s.find(rewrite.lookup); at != s.npos;) {
      const bool free = is_free(at, at + length);
      if (free) matches.emplace(at, &rewrite);
      at = s.find(rewrite.lookup, at + (free ? length : 1));
    }
  }
  size_t copied = 0;
  for (const auto& [at, rewrite] : matches) {
    out += s.substr(copied, at - copied);
    out += rewrite->text ? *rewrite->text : rewrite->lookup;
    copied = at + rewrite->lookup.size();
  }
  out += s.substr(copied);
  return true;
}

// Kusto docs, translate(): a list of replacements that is too short goes on with its last character; an empty
// one deletes.
bool Translate(std::string& out, std::string_view search, std::string_view replacement, std::string_view s) {
  std::vector<uint32_t> from, to;
  for (size_t at = 0; at < search.size();) from.push_back(DecodeNext(search, at));
  for (size_t at = 0; at < replacement.size();) to.push_back(DecodeNext(replacement, at));
  for (size_t at = 0; at < s.size();) {
    const uint32_t c = DecodeNext(s, at);
    const auto hit = std::find(from.begin(), from.end(), c);
    if (hit == from.end()) {
      AppendUtf8(out, c);
    } else if (!to.empty()) {
      AppendUtf8(out, to[std::min(static_cast<size_t>(hit - from.begin()), to.size() - 1)]);
    }
  }
  return true;
}

}  // namespace

void AddTextReplace(KernelRegistry& registry) {
  registry.Add(KernelOf<ReplaceString>("replace_string"));
  registry.Add(KernelOf<ReplaceStrings, PrepareReplace>("replace_strings"));
  registry.Add(KernelOf<Translate>("translate"));
}

}  // namespace harrier::runtime
