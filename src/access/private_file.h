#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace harrier::access {

/// A file's text; nullopt if there is none.
Result<std::optional<std::string>> ReadFile(const std::string& path);

/// Writes a file that only its owner may read, all of it or nothing, and on disk when it returns.
Status WritePrivateFile(const std::string& path, std::string_view text);

}  // namespace harrier::access
