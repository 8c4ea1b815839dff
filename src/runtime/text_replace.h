#pragma once

#include <string>
#include <string_view>

namespace harrier::runtime {

/// `text` with every occurrence of `literal`, which is not empty, replaced; `out` is empty before.
void ReplaceAll(std::string& out, std::string_view text, std::string_view literal,
                std::string_view replacement);

}  // namespace harrier::runtime
