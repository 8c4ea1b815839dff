#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hunting/shape/json.h"

namespace harrier::hunting {

/// SHA-256 of the members of these names, in their order, as 64 hexadecimal digits: whatever else of the
/// object changes, it stays. A member that is not there counts as null.
std::string ContentHash(const json::object& object, std::span<const std::string_view> names);

}  // namespace harrier::hunting
