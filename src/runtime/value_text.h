#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/value.h"

/// Texts of KQL's values, free of any culture (Kusto docs, tostring() and the to…() functions).
namespace harrier::runtime {

/// 1.5, 10000000000, 1E+20, NaN, Infinity: the shortest form that reads back the same.
void AppendReal(std::string& out, double value);
/// Digits and a point, no exponent, no zeros at the end.
void AppendDecimal(std::string& out, int128 value);
/// Lower-case, with hyphens.
void AppendGuid(std::string& out, const Guid& guid);

std::optional<bool> ParseBool(std::string_view text);
/// A whole number, decimal or 0x-hexadecimal, blanks around it allowed.
std::optional<int64_t> ParseInteger(std::string_view text);
/// Decimal or 0x-hexadecimal, blanks around it allowed; a real is cut off.
std::optional<int64_t> ParseLong(std::string_view text);
std::optional<double> ParseReal(std::string_view text);
std::optional<int128> ParseDecimal(std::string_view text);
std::optional<Guid> ParseGuid(std::string_view text);

}  // namespace harrier::runtime
