#include "base/wildcard.h"

#include "base/ascii.h"

namespace harrier {
bool MatchesWildcard(std::string_view pattern, std::string_view text, LetterCase letter_case) {
  const auto same = [&](char a, char b) {
    return letter_case == LetterCase::kSensitive ? a == b : AsciiLower(a) == AsciiLower(b);
  };
  // Only the last star is ever tried again: with more stars the time grows with their number, no faster.
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && same(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace harrier
