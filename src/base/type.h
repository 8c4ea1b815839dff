#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace harrier {

/// KQL's scalar types (Kusto docs, scalar-data-types). `kUnknown` is the binder's: an expression that failed,
/// or a column of an open schema; it fits everything, so that one mistake is reported once.
enum class Type : uint8_t {
  kUnknown,
  kBool,
  kInt,       // int32
  kLong,      // int64
  kReal,      // IEEE double
  kDecimal,   // 128-bit, scale kDecimalScale
  kDatetime,  // int64, 100 ns ticks since 0001-01-01 UTC
  kTimespan,  // int64, 100 ns ticks
  kGuid,      // 128-bit
  kString,    // UTF-8, never null
  kDynamic,   // compact JSON text; the null value is a null
};

/// The name as KQL writes it: "long", "datetime"…
std::string_view TypeName(Type type);

/// Reads a name or one of Kusto's aliases (boolean, int32, int64, double, date, time, uuid, uniqueid…), any
/// case as Kusto has it; nullopt if there is no such type.
std::optional<Type> TypeFromName(std::string_view name);

inline bool IsInteger(Type t) {
  return t == Type::kInt || t == Type::kLong;
}
inline bool IsNumeric(Type t) {
  return IsInteger(t) || t == Type::kReal || t == Type::kDecimal;
}
/// Types that subtract to a timespan or are summed as ticks.
inline bool IsTime(Type t) {
  return t == Type::kDatetime || t == Type::kTimespan;
}

}  // namespace harrier
