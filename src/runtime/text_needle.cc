#include "runtime/text_needle.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "runtime/unicode.h"
#include "runtime/utf8.h"

#define HARRIER_INLINE inline __attribute__((always_inline))

namespace harrier::runtime {
namespace {

// Bytes by how common they are in logs, the most common first; what is not listed is rarer still.
constexpr std::string_view kCommonBytes =
    " etaoinsrlcdmpu0\\.1/-_2hgfvw=:b3y4\"5S6C7x8k9M,AT;PEDIRNOLWF{}[]()'UjBVH@GzqK%&<>|XQYJZ$+?#";

uint32_t Rarity(char c) {
  const size_t at = kCommonBytes.find(c);
  return static_cast<uint32_t>(at == kCommonBytes.npos ? kCommonBytes.size() : at);
}

HARRIER_INLINE uint64_t Load8(const char* p) {
  uint64_t v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// (a | mask) == b over n bytes.
HARRIER_INLINE bool SameBytes(const char* a, const char* mask, const char* b, size_t n) {
  if (n >= 8) {
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      if ((Load8(a + i) | Load8(mask + i)) != Load8(b + i)) return false;
    }
    return (Load8(a + n - 8) | Load8(mask + n - 8)) == Load8(b + n - 8);
  }
  for (size_t i = 0; i < n; ++i) {
    if (static_cast<char>(a[i] | mask[i]) != b[i]) return false;
  }
  return true;
}

__attribute__((noinline)) bool WideTermBefore(std::string_view text, size_t at) {
  return IsTermCharacter(DecodePrevious(text, at));
}
__attribute__((noinline)) bool WideTermAt(std::string_view text, size_t at) {
  return IsTermCharacter(DecodeNext(text, at));
}

HARRIER_INLINE bool TermBefore(const char* text, size_t size, size_t at) {
  if (at == 0) return false;
  const auto c = static_cast<unsigned char>(text[at - 1]);
  return c < 0x80 ? IsAsciiAlnum(c) : WideTermBefore({text, size}, at);
}
HARRIER_INLINE bool TermAt(const char* text, size_t size, size_t at) {
  if (at == size) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return c < 0x80 ? IsAsciiAlnum(c) : WideTermAt({text, size}, at);
}

}  // namespace

/// The search itself, compiled once for AVX2 and once for any processor.
struct NeedleSearch {
  const char* needle;
  const char* mask;
  size_t size;
  size_t first_at, second_at;
  char first, second, first_mask, second_mask;
  bool before, behind;

  HARRIER_INLINE explicit NeedleSearch(const Needle& n)
      : needle(n.text_.data()),
        mask(n.mask_.data()),
        size(n.text_.size()),
        first_at(n.first_at_),
        second_at(n.second_at_),
        first(needle[first_at]),
        second(needle[second_at]),
        first_mask(mask[first_at]),
        second_mask(mask[second_at]),
        before(n.border_before_),
        behind(n.border_behind_) {}

  HARRIER_INLINE bool Holds(const char* text, size_t n, size_t at) const {
    if (!SameBytes(text + at, mask, needle, size)) return false;
    if (before && TermBefore(text, n, at)) return false;
    return !(behind && TermAt(text, n, at + size));
  }

  HARRIER_INLINE bool FindScalar(const char* text, size_t n, size_t from, size_t places) const {
    for (size_t at = from; at < places; ++at) {
      if (static_cast<char>(text[at + first_at] | first_mask) == first &&
          static_cast<char>(text[at + second_at] | second_mask) == second && Holds(text, n, at)) {
        return true;
      }
    }
    return false;
  }

#if defined(__x86_64__)
  HARRIER_INLINE bool AnyHolds(const char* text, size_t n, size_t at, uint32_t bits) const {
    for (; bits != 0; bits &= bits - 1) {
      if (Holds(text, n, at + static_cast<size_t>(__builtin_ctz(bits)))) return true;
    }
    return false;
  }

  __attribute__((target("avx2"), always_inline)) inline uint32_t Filter32(const char* text) const {
    const auto* a = reinterpret_cast<const __m256i*>(text + first_at);
    const auto* b = reinterpret_cast<const __m256i*>(text + second_at);
    const __m256i x = _mm256_or_si256(_mm256_loadu_si256(a), _mm256_set1_epi8(first_mask));
    const __m256i y = _mm256_or_si256(_mm256_loadu_si256(b), _mm256_set1_epi8(second_mask));
    const __m256i hit = _mm256_and_si256(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(first)),
                                         _mm256_cmpeq_epi8(y, _mm256_set1_epi8(second)));
    return static_cast<uint32_t>(_mm256_movemask_epi8(hit));
  }

  HARRIER_INLINE uint32_t Filter(__m128i a, __m128i b) const {
    const __m128i x = _mm_or_si128(a, _mm_set1_epi8(first_mask));
    const __m128i y = _mm_or_si128(b, _mm_set1_epi8(second_mask));
    const __m128i hit =
        _mm_and_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(first)), _mm_cmpeq_epi8(y, _mm_set1_epi8(second)));
    return static_cast<uint32_t>(_mm_movemask_epi8(hit));
  }

  HARRIER_INLINE uint32_t Filter16(const char* text) const {
    return Filter(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text + first_at)),
                  _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + second_at)));
  }
  HARRIER_INLINE uint32_t Filter8(const char* text) const {
    return Filter(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(text + first_at)),
                  _mm_loadl_epi64(reinterpret_cast<const __m128i*>(text + second_at))) &
           0xFF;
  }

  // Every load stays inside the text: whole blocks first, then one more that ends with the last place.
  __attribute__((target("avx2"), always_inline)) inline bool FindWide(const char* text, size_t n,
                                                                      size_t places) const {
    size_t at = 0;
    for (; at + 32 <= places; at += 32) {
      const uint32_t bits = Filter32(text + at);
      if (bits != 0 && AnyHolds(text, n, at, bits)) return true;
    }
    if (at == places) return false;
    const uint32_t bits = Filter32(text + places - 32);
    return bits != 0 && AnyHolds(text, n, places - 32, bits);
  }

  HARRIER_INLINE bool Find16(const char* text, size_t n, size_t places) const {
    size_t at = 0;
    for (; at + 16 <= places; at += 16) {
      const uint32_t bits = Filter16(text + at);
      if (bits != 0 && AnyHolds(text, n, at, bits)) return true;
    }
    if (at == places) return false;
    const uint32_t bits = Filter16(text + places - 16);
    return bits != 0 && AnyHolds(text, n, places - 16, bits);
  }

  HARRIER_INLINE bool FindShort(const char* text, size_t n, size_t places) const {
    if (places >= 16) return Find16(text, n, places);
    if (places < 8) return FindScalar(text, n, 0, places);
    const uint32_t bits = Filter8(text) | Filter8(text + places - 8) << (places - 8);
    return bits != 0 && AnyHolds(text, n, 0, bits);
  }

  __attribute__((target("avx2"), always_inline)) inline bool FindAvx2(const char* text, size_t n) const {
    if (n < size) return false;
    const size_t places = n - size + 1;
    return places >= 32 ? FindWide(text, n, places) : FindShort(text, n, places);
  }

  __attribute__((target("avx2"))) static void RowsAvx2(const Needle& needle_of, const StringCell* cells,
                                                       size_t rows, uint8_t* out, bool any) {
    const NeedleSearch search(needle_of);
    for (size_t i = 0; i < rows; ++i) {
      if (any && out[i] != 0) continue;
      out[i] = search.FindAvx2(cells[i].data(), cells[i].length) ? 1 : 0;
    }
  }
  __attribute__((target("avx2"))) static bool OneAvx2(const Needle& needle_of, std::string_view text) {
    return NeedleSearch(needle_of).FindAvx2(text.data(), text.size());
  }

  HARRIER_INLINE bool FindAny(const char* text, size_t n) const {
    return n >= size && FindShort(text, n, n - size + 1);
  }
#else
  HARRIER_INLINE bool FindAny(const char* text, size_t n) const {
    return n >= size && FindScalar(text, n, 0, n - size + 1);
  }
  static void RowsAvx2(const Needle&, const StringCell*, size_t, uint8_t*, bool) {}
  static bool OneAvx2(const Needle&, std::string_view) { return false; }
#endif

  static void Rows(const Needle& needle_of, const StringCell* cells, size_t rows, uint8_t* out, bool any) {
    const NeedleSearch search(needle_of);
    for (size_t i = 0; i < rows; ++i) {
      if (any && out[i] != 0) continue;
      out[i] = search.FindAny(cells[i].data(), cells[i].length) ? 1 : 0;
    }
  }
  static bool One(const Needle& needle_of, std::string_view text) {
    return NeedleSearch(needle_of).FindAny(text.data(), text.size());
  }
};

Needle::Needle(std::string_view text, TextMatch how, bool ignore_case) : how_(how) {
  if (ignore_case)
    AppendFolded(text_, text);
  else
    text_ = text;
  mask_.assign(text_.size(), '\0');
  folded_ = ignore_case && !IsAscii(text_);
  if (text_.empty()) return;
  if (ignore_case) {
    for (size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] >= 'a' && text_[i] <= 'z') mask_[i] = 0x20;
    }
  }
  size_t end = text_.size();
  size_t start = 0;
  const bool term_first = IsTermCharacter(DecodeNext(text_, start));
  const bool term_last = IsTermCharacter(DecodePrevious(text_, end));
  border_before_ = term_first && (how == TextMatch::kHas || how == TextMatch::kHasPrefix);
  border_behind_ = term_last && (how == TextMatch::kHas || how == TextMatch::kHasSuffix);
  for (uint32_t i = 1; i < text_.size(); ++i) {
    if (Rarity(text_[i]) > Rarity(text_[first_at_])) first_at_ = i;
  }
  second_at_ = first_at_ == 0 ? static_cast<uint32_t>(text_.size()) - 1 : 0;
  for (uint32_t i = 0; i < text_.size(); ++i) {
    if (i != first_at_ && Rarity(text_[i]) > Rarity(text_[second_at_])) second_at_ = i;
  }
#if defined(__x86_64__)
  avx2_ = __builtin_cpu_supports("avx2") != 0;
#endif
}

/// The same rules character by character, for needles outside ASCII whose case does not matter.
bool Needle::MatchesFolded(std::string_view text) const {
  // Nothing outside ASCII folds into it.
  if (IsAscii(text)) return false;
  const auto matches_from = [this, text](size_t at) -> size_t {
    for (size_t n = 0; n < text_.size();) {
      if (at == text.size() || FoldCase(DecodeNext(text, at)) != DecodeNext(text_, n)) return text.npos;
    }
    return at;
  };
  if (how_ == TextMatch::kStartsWith) return matches_from(0) != text.npos;
  if (how_ == TextMatch::kEquals) return matches_from(0) == text.size();
  for (size_t at = 0; at < text.size();) {
    const size_t end = matches_from(at);
    if (end != text.npos && FitsAt(text, at, end)) return true;
    DecodeNext(text, at);
  }
  return false;
}

bool Needle::FitsAt(std::string_view text, size_t begin, size_t end) const {
  switch (how_) {
    case TextMatch::kEquals:
      return begin == 0 && end == text.size();
    case TextMatch::kStartsWith:
      return begin == 0;
    case TextMatch::kEndsWith:
      return end == text.size();
    default:
      return !(border_before_ && TermBefore(text.data(), text.size(), begin)) &&
             !(border_behind_ && TermAt(text.data(), text.size(), end));
  }
}

bool Needle::Matches(std::string_view text) const {
  const size_t n = text_.size();
  if (n == 0) return how_ != TextMatch::kEquals || text.empty();
  if (folded_) return MatchesFolded(text);
  switch (how_) {
    case TextMatch::kEquals:
      return text.size() == n && SameBytes(text.data(), mask_.data(), text_.data(), n);
    case TextMatch::kStartsWith:
      return text.size() >= n && SameBytes(text.data(), mask_.data(), text_.data(), n);
    case TextMatch::kEndsWith:
      return text.size() >= n && SameBytes(text.data() + text.size() - n, mask_.data(), text_.data(), n);
    default:
      return avx2_ ? NeedleSearch::OneAvx2(*this, text) : NeedleSearch::One(*this, text);
  }
}

void Needle::MatchRows(const StringCell* cells, size_t rows, uint8_t* out, bool any) const {
  const bool anchored =
      how_ == TextMatch::kEquals || how_ == TextMatch::kStartsWith || how_ == TextMatch::kEndsWith;
  if (text_.empty() || folded_ || anchored) {
    for (size_t i = 0; i < rows; ++i) {
      if (!any || out[i] == 0) out[i] = Matches(cells[i].view()) ? 1 : 0;
    }
  } else if (avx2_) {
    NeedleSearch::RowsAvx2(*this, cells, rows, out, any);
  } else {
    NeedleSearch::Rows(*this, cells, rows, out, any);
  }
}

}  // namespace harrier::runtime
