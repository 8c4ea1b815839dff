#pragma once

#include <string>
#include <string_view>

namespace harrier {

/// Text as a part of an address, all but letters, digits and -._~ as %XX (RFC 3986).
std::string PercentEncode(std::string_view text);

}  // namespace harrier
