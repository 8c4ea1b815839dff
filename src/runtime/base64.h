#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harrier::runtime {

/// Appends the base64 of some bytes, padded (RFC 4648).
void AppendBase64(std::string& out, std::string_view bytes);

/// The bytes that a base64 text stands for: padding may be missing, line ends are skipped and the letters of
/// URLs are taken too. Nullopt for what is no base64.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace harrier::runtime
