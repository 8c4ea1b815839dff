#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/column.h"

namespace harrier::runtime {

/// How a needle must lie in a text. A term is a maximal run of term characters (see unicode.h); a border is
/// only demanded where the needle's own end is a term character (Kusto docs, string operators).
enum class TextMatch : uint8_t {
  kContains,
  kHas,        // bordered on both sides
  kHasPrefix,  // bordered in front
  kHasSuffix,  // bordered behind
  kStartsWith,
  kEndsWith,
  kEquals,
};

/// A needle made ready to be looked for in many texts: two of its rarest bytes filter 32 places at a time
/// (AVX2 where the processor has it), the rest is compared only there. An empty needle is in every text.
class Needle {
 public:
  Needle(std::string_view text, TextMatch how, bool ignore_case);

  bool Matches(std::string_view text) const;
  /// out[i] = Matches(cells[i]), or out[i] |= it when `any`.
  void MatchRows(const StringCell* cells, size_t rows, uint8_t* out, bool any = false) const;

  /// Whether the needle, whose text was found at [begin, end), lies there as it must.
  bool FitsAt(std::string_view text, size_t begin, size_t end) const;

  /// For tests: searches as on a processor without AVX2.
  void UseAnyProcessor() { avx2_ = false; }

  /// The needle's text, folded if case is ignored.
  const std::string& text() const { return text_; }

 private:
  friend struct NeedleSearch;

  bool MatchesFolded(std::string_view text) const;

  std::string text_;
  std::string mask_;  // 0x20 under letters when case is ignored, else 0
  TextMatch how_;
  bool border_before_ = false;
  bool border_behind_ = false;
  bool folded_ = false;  // needs Unicode folding of the text: case is ignored and the needle is not all ASCII
  bool avx2_ = false;
  uint32_t first_at_ = 0;  // the two filter bytes: places in the needle
  uint32_t second_at_ = 0;
};

}  // namespace harrier::runtime
