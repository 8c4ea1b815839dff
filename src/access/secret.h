#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::access {

/// From the system's source of random bytes.
std::string RandomBytes(size_t count);

/// Base64 in the letters of URLs, without padding.
std::string Base64Url(std::string_view bytes);

/// A secret of 256 random bits, as text.
std::string NewSecret();

/// SHA-256, as bytes.
std::string Sha256Bytes(std::string_view text);

/// HMAC-SHA256, as bytes.
std::string Hmac(std::string_view key, std::string_view text);

/// Whether two secrets are the same, in a time that does not tell how much of them is.
bool SameSecret(std::string_view a, std::string_view b);

/// Seals a secret that must be read again (AES-256-GCM); `key` has 32 bytes.
Result<std::string> Seal(std::string_view key, std::string_view plain);
/// kForbidden if the text was not sealed with this key.
Result<std::string> Unseal(std::string_view key, std::string_view sealed);

}  // namespace harrier::access
