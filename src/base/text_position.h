#pragma once

#include <cstdint>
#include <string_view>

namespace harrier {

/// A place in a text of several lines: line from 1, column from 0 (in characters), as Kusto's errors count.
struct TextPosition {
  uint32_t line = 1;
  uint32_t column = 0;
};

/// The place of a byte; one behind the end is the end.
TextPosition PositionOf(std::string_view text, uint32_t offset);

/// The line (from 1) without its end; empty if there is none.
std::string_view LineOf(std::string_view text, uint32_t line);

}  // namespace harrier
