#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace harrier::query {

/// A text made safe for a terminal's line: control characters, which log data may hold to deceive, become
/// visible marks; bytes that are not UTF-8 become "?".
std::string DisplayText(std::string_view text);

/// How many cells a display text fills.
size_t DisplayWidth(std::string_view text);

/// The text if it fits, else its beginning and "…".
std::string Truncated(std::string_view text, size_t width);

}  // namespace harrier::query
