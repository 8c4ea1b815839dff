#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Looking into JSON text without building a tree. The text must be valid JSON (every dynamic value is); what
/// is found is a slice of it, so that numbers keep their form and keys their order.
namespace harrier::runtime {

/// White space between the tokens of JSON.
inline bool IsJsonBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The end of the value that begins at `at`, or npos if the text ends first.
size_t JsonValueEnd(std::string_view json, size_t at);

/// The value of a key of an object (the first one, if it is there twice); nullopt if it is no object or lacks
/// the key.
std::optional<std::string_view> JsonMember(std::string_view json, std::string_view key);

/// The element of an array by index, from the end if negative; nullopt if there is none.
std::optional<std::string_view> JsonElement(std::string_view json, int64_t index);

enum class JsonKind : uint8_t { kNull, kBool, kLong, kReal, kString, kArray, kObject };
JsonKind KindOf(std::string_view json);

/// The numbers of an array or a single number; texts that are none are nullopt.
std::optional<int64_t> JsonLong(std::string_view json);
std::optional<double> JsonReal(std::string_view json);

/// Equality of JSON values as texts, and of numbers by value: 1 equals 1.0.
bool JsonSame(std::string_view a, std::string_view b);
/// The order of elements: numbers by value, then texts by byte.
bool JsonLess(std::string_view a, std::string_view b);
/// A text that is the same for values that are the same: a key for sets.
std::string_view JsonSetKey(std::string_view json, std::string& buffer);

}  // namespace harrier::runtime
