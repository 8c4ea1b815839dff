#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::access {

/// An argon2id hash with its parameters and salt, in argon2's own text form (19 MiB, two passes).
Result<std::string> HashPassword(std::string_view password);

/// Takes some 20 ms and 19 MiB, whatever comes out.
bool VerifyPassword(std::string_view password, const std::string& hash);

/// A sentence on what is wrong with a password that somebody chose; empty if it may be used.
std::string RefusePassword(std::string_view password);

}  // namespace harrier::access
