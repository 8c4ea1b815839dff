#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Classes and case of characters. Case mappings are the simple ones (one character to one), and none leads
/// from outside ASCII into it or back, so that ASCII text can be compared byte by byte (as .NET's ordinal
/// comparison).
namespace harrier::runtime {

/// True for what terms are made of: ASCII letters and digits, and letters outside ASCII (Kusto docs, string
/// operators, "what is a term").
bool IsTermCharacter(uint32_t code_point);

inline bool IsAsciiAlnum(unsigned char c) {
  return static_cast<unsigned>((c | 0x20) - 'a') < 26 || static_cast<unsigned>(c - '0') < 10;
}

inline char AsciiLower(char c) {
  return static_cast<unsigned>(static_cast<unsigned char>(c) - 'A') < 26 ? static_cast<char>(c | 0x20) : c;
}
inline char AsciiUpper(char c) {
  return static_cast<unsigned>(static_cast<unsigned char>(c) - 'a') < 26 ? static_cast<char>(c & ~0x20) : c;
}

uint32_t FoldCase(uint32_t code_point);
uint32_t ToLower(uint32_t code_point);
uint32_t ToUpper(uint32_t code_point);

/// Append `text` with every character mapped; bytes that are not UTF-8 are kept.
void AppendFolded(std::string& out, std::string_view text);
void AppendLower(std::string& out, std::string_view text);
void AppendUpper(std::string& out, std::string_view text);

}  // namespace harrier::runtime
