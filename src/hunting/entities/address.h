#pragma once

#include <string_view>

namespace harrier::hunting {

/// An IPv4 or IPv6 address, and nothing else.
bool IsIpAddress(std::string_view text);

/// An address that means the same everywhere: not private, loopback, link-local, shared or otherwise reserved
/// (RFC 6890).
bool IsGlobalAddress(std::string_view text);

}  // namespace harrier::hunting
