#include "runtime/base64.h"

#include <array>
#include <cstdint>

namespace harrier::runtime {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t kLineEnd = 0xFE;
constexpr uint8_t kNone = 0xFF;

/// What each byte stands for: a digit below 64, kLineEnd or kNone.
constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNone);
  for (size_t i = 0; i < kAlphabet.size(); ++i)
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  digits['-'] = digits['+'];
  digits['_'] = digits['/'];
  digits['\r'] = digits['\n'] = kLineEnd;
  return digits;
}();

}  // namespace

void AppendBase64(std::string& out, std::string_view bytes) {
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t word = 0;
    for (size_t j = 0; j < 3; ++j)
      word = word << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (size_t j = 0; j < 4; ++j) out += i + j > bytes.size() ? '=' : kAlphabet[word >> (18 - 6 * j) & 63];
  }
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string out;
  out.resize(text.size() * 3 / 4 + 3);
  char* end = out.data();
  const auto digit = [&text](size_t at) { return kDigits[static_cast<unsigned char>(text[at])]; };
  uint32_t word = 0;
  int bits = 0;
  for (size_t i = 0; i < text.size();) {
    if (bits == 0 && i + 4 <= text.size()) {
      const uint8_t a = digit(i), b = digit(i + 1), c = digit(i + 2), d = digit(i + 3);
      if ((a | b | c | d) < 64) {
        const uint32_t three = uint32_t{a} << 18 | uint32_t{b} << 12 | uint32_t{c} << 6 | d;
        *end++ = static_cast<char>(three >> 16);
        *end++ = static_cast<char>(three >> 8);
        *end++ = static_cast<char>(three);
        i += 4;
        continue;
      }
    }
    const uint8_t value = digit(i++);
    if (value == kLineEnd) continue;
    if (value == kNone) return std::nullopt;
    word = word << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      *end++ = static_cast<char>(word >> bits & 0xFF);
    }
  }
  out.resize(static_cast<size_t>(end - out.data()));
  return out;
}

}  // namespace harrier::runtime
