#pragma once

#include <string>

#include "base/error.h"

namespace harrier::ingest {

/// SHA-256 of a file's bytes, in hexadecimal.
Result<std::string> DigestOfFile(const std::string& path);

/// SHA-256 of a text, shortened to 16 characters.
std::string ShortDigest(std::string_view text);

}  // namespace harrier::ingest
