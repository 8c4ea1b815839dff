#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::engine::duckdb {

/// A kernel's error packed into the text that DuckDB carries, so that its code survives.
std::string PackKernelError(const Error& error);

/// Finds a packed error in a message of DuckDB's, whatever DuckDB wrote around it.
std::optional<Error> UnpackKernelError(std::string_view message);

/// What is said of a kernel whose output took no more (VectorOutput).
Error TooMuchAtOnce();

}  // namespace harrier::engine::duckdb
