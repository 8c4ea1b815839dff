#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace harrier::hunting {

/// The texts in one, with the separator between them; empty texts at the start leave none behind.
inline std::string Joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += separator;
    out += text;
  }
  return out;
}

}  // namespace harrier::hunting
