#pragma once

#include <string_view>

namespace harrier {

enum class LetterCase { kSensitive, kInsensitive };  // of ASCII letters

/// True if the text is the pattern, in which each `*` stands for any text.
bool MatchesWildcard(std::string_view pattern, std::string_view text, LetterCase letter_case);

}  // namespace harrier
