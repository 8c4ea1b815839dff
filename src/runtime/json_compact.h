#pragma once

#include <string>
#include <string_view>

namespace harrier::runtime {

/// Appends valid JSON without white space outside of strings.
void AppendCompactJson(std::string& out, std::string_view json);

}  // namespace harrier::runtime
