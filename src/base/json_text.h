#pragma once

#include <string>
#include <string_view>

namespace harrier {

/// Appends a text as a JSON string, quotes and escapes included. Bytes that are not UTF-8 become U+FFFD.
void AppendJsonString(std::string& out, std::string_view text);

/// Appends a real as JSON: the shortest form that reads back the same; NaN and infinities as strings, as
/// Kusto has them.
void AppendJsonReal(std::string& out, double value);

}  // namespace harrier
