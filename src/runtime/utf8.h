#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// UTF-8, one code point at a time. A byte that is not part of a well-formed sequence stands for itself, as a
/// code point of its own from kBadByte up, so that every text can be walked and nothing is lost.
namespace harrier::runtime {

inline constexpr uint32_t kBadByte = 0xDC00;

inline bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
inline bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// The code point at `at` (which must be < text.size()); `at` moves behind it.
uint32_t DecodeNext(std::string_view text, size_t& at);

/// The code point that ends before `at` (which must be > 0); `at` moves to its start.
uint32_t DecodePrevious(std::string_view text, size_t& at);

/// Appends a code point, or the byte that a code point from kBadByte to kBadByte + 255 stands for.
void AppendUtf8(std::string& out, uint32_t code_point);

/// True if the text is well-formed UTF-8.
bool IsUtf8(std::string_view text);

/// True if all bytes are below 0x80.
bool IsAscii(std::string_view text);

/// Number of code points.
size_t CountCodePoints(std::string_view text);

/// Byte offset of the code point with index `n`, or text.size() when there are not that many.
size_t ByteOffset(std::string_view text, size_t n);

}  // namespace harrier::runtime
