#pragma once

#include <string>
#include <string_view>

#include "base/value.h"

/// Constants as SQL text.
namespace harrier::engine::duckdb {

/// A text constant: quotes doubled, NULs as chr(0).
std::string TextLiteral(std::string_view text);

/// A typed constant: `7::BIGINT`, `'x'`, `NULL::DOUBLE`.
std::string Literal(const Value& value);

/// A decimal's digits: "12.500000000000000000".
std::string DecimalText(int128 value);

}  // namespace harrier::engine::duckdb
