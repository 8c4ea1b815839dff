#include "runtime/unicode.h"

#include <algorithm>
#include <iterator>

#include "runtime/utf8.h"

namespace harrier::runtime {
namespace {

struct Range {
  uint32_t first, last;
};

/// Every step-th code point from first to last maps to itself + delta.
struct CaseRun {
  uint32_t first, last, step;
  int32_t delta;
};

constexpr Range kLetters[] = {
#define HARRIER_LETTERS
#include "runtime/unicode_tables.inc"
#undef HARRIER_LETTERS
};
constexpr CaseRun kFold[] = {
#define HARRIER_FOLD
#include "runtime/unicode_tables.inc"
#undef HARRIER_FOLD
};
constexpr CaseRun kLower[] = {
#define HARRIER_LOWER
#include "runtime/unicode_tables.inc"
#undef HARRIER_LOWER
};
constexpr CaseRun kUpper[] = {
#define HARRIER_UPPER
#include "runtime/unicode_tables.inc"
#undef HARRIER_UPPER
};

template <typename Row, size_t n>
const Row* RowOf(const Row (&rows)[n], uint32_t c) {
  const Row* const at = std::upper_bound(std::begin(rows), std::end(rows), c,
                                         [](uint32_t v, const Row& r) { return v < r.first; });
  return at != std::begin(rows) && c <= at[-1].last ? at - 1 : nullptr;
}

template <size_t n>
uint32_t Mapped(const CaseRun (&runs)[n], uint32_t c) {
  const CaseRun* const run = RowOf(runs, c);
  if (run == nullptr || (c - run->first) % run->step != 0) return c;
  return static_cast<uint32_t>(static_cast<int32_t>(c) + run->delta);
}

template <char (*ascii)(char), uint32_t (*other)(uint32_t)>
void AppendMapped(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size());
  for (size_t at = 0; at < text.size();) {
    if (IsAscii(text[at]))
      out += ascii(text[at++]);
    else
      AppendUtf8(out, other(DecodeNext(text, at)));
  }
}

}  // namespace

bool IsTermCharacter(uint32_t c) {
  if (c < 0x80) return IsAsciiAlnum(static_cast<unsigned char>(c));
  return RowOf(kLetters, c) != nullptr;
}

uint32_t FoldCase(uint32_t c) {
  return c < 0x80 ? static_cast<uint32_t>(AsciiLower(static_cast<char>(c))) : Mapped(kFold, c);
}
uint32_t ToLower(uint32_t c) {
  return c < 0x80 ? static_cast<uint32_t>(AsciiLower(static_cast<char>(c))) : Mapped(kLower, c);
}
uint32_t ToUpper(uint32_t c) {
  return c < 0x80 ? static_cast<uint32_t>(AsciiUpper(static_cast<char>(c))) : Mapped(kUpper, c);
}

void AppendFolded(std::string& out, std::string_view text) {
  AppendMapped<AsciiLower, FoldCase>(out, text);
}
void AppendLower(std::string& out, std::string_view text) {
  AppendMapped<AsciiLower, ToLower>(out, text);
}
void AppendUpper(std::string& out, std::string_view text) {
  AppendMapped<AsciiUpper, ToUpper>(out, text);
}

}  // namespace harrier::runtime
