#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace harrier::hunting {

/// A line of two versions of a text.
struct DiffLine {
  enum class Kind : uint8_t { kSame, kAdded, kRemoved };
  Kind kind = Kind::kSame;
  std::string text;
  friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

/// The later version line by line, with what went missing where it stood. Of versions that have more than a
/// few thousand lines between their common beginning and end, those are told as removed and added as a whole.
std::vector<DiffLine> DiffLines(std::string_view before, std::string_view after);

}  // namespace harrier::hunting
