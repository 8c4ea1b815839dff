#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

/// Parts of strings and places in them, counted in code points.
namespace harrier::runtime {
namespace {

/// An index from the end where it is negative, never before the start.
size_t FromStart(std::string_view s, int64_t index) {
  if (index >= 0) return static_cast<size_t>(index);
  const auto n = static_cast<int64_t>(CountCodePoints(s));
  return static_cast<size_t>(index < -n ? 0 : n + index);
}

bool Substring(std::string& out, std::string_view s, int64_t start, int64_t length) {
  const std::string_view rest = s.substr(ByteOffset(s, FromStart(s, start)));
  if (length > 0) out = rest.substr(0, ByteOffset(rest, static_cast<size_t>(length)));
  return true;
}

// Kusto docs, indexof(): a negative start counts from the end; the match must lie within `length` characters.
std::optional<int64_t> IndexOf(std::string_view s, std::string_view match, int64_t start, int64_t length,
                               int64_t occurrence) {
  if (length < -1 || occurrence < 0) return std::nullopt;
  if (occurrence == 0) return -1;
  const size_t from = ByteOffset(s, FromStart(s, start));
  size_t end = length < 0 ? s.size() : from + ByteOffset(s.substr(from), static_cast<size_t>(length));
  const auto find = [&](size_t place) { return s.substr(0, end).find(match, place); };
  size_t at = find(from);
  while (at != s.npos && --occurrence > 0) {
    // Each further occurrence may lie one character farther, as the page's example with length 10 shows.
    if (end < s.size()) DecodeNext(s, end);
    at = find(at + 1);
  }
  if (at == s.npos) return -1;
  return static_cast<int64_t>(CountCodePoints(s.substr(0, at)));
}

/// Calls `use(piece)` for what lies between the delimiters; an empty delimiter leaves the text whole.
template <typename Use>
void ForEachPiece(std::string_view s, std::string_view delimiter, Use use) {
  while (!delimiter.empty()) {
    const size_t at = s.find(delimiter);
    if (at == s.npos) break;
    use(s.substr(0, at));
    s.remove_prefix(at + delimiter.size());
  }
  use(s);
}

bool Split(JsonOut& out, std::string_view s, std::string_view delimiter) {
  out.text = "[";
  ForEachPiece(s, delimiter, [&out](std::string_view piece) { AppendJsonItem(out.text, piece); });
  out.text += ']';
  return true;
}

// Kusto docs, split(): an array of the one piece; null where there is none of that index.
bool SplitAt(JsonOut& out, std::string_view s, std::string_view delimiter, int64_t index) {
  int64_t i = 0;
  bool found = false;
  ForEachPiece(s, delimiter, [&](std::string_view piece) {
    if (i++ != index) return;
    found = true;
    out.text = "[";
    AppendJsonItem(out.text, piece);
    out.text += ']';
  });
  return found;
}

/// Plain occurrences may overlap (Kusto docs, countof()).
int64_t CountOf(std::string_view s, std::string_view search) {
  if (search.empty()) return 0;
  int64_t n = 0;
  for (size_t at = s.find(search); at != s.npos; at = s.find(search, at + 1)) ++n;
  return n;
}

bool Reverse(std::string& out, std::string_view s) {
  for (size_t at = s.size(); at > 0;) {
    const size_t end = at;
    DecodePrevious(s, at);
    out += s.substr(at, end - at);
  }
  return true;
}

int64_t Compare(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

void AddTextSlice(KernelRegistry& registry) {
  registry.Add(KernelOf<Substring>("substring"));
  registry.Add(KernelOf<IndexOf>("indexof"));
  registry.Add(KernelOf<Split>("split"));
  registry.Add(KernelOf<SplitAt>("split_at"));
  registry.Add(KernelOf<CountOf>("countof"));
  registry.Add(KernelOf<Reverse>("reverse"));
  registry.Add(KernelOf<Compare>("strcmp"));
}

}  // namespace harrier::runtime
