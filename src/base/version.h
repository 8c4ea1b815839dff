#pragma once

#include <string_view>

namespace harrier {

/// The program's version, "0.1.0".
std::string_view Version();

}  // namespace harrier
