#include "runtime/utf8.h"

#include <cstring>

namespace harrier::runtime {
namespace {

uint8_t Byte(std::string_view text, size_t at) {
  return static_cast<uint8_t>(text[at]);
}

/// Length of the well-formed sequence at `at`, or 0 (Unicode, table 3-7).
size_t SequenceLength(std::string_view text, size_t at) {
  const uint8_t lead = Byte(text, at);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                        : lead >= 0xE0 && lead <= 0xEF ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 0;
  if (length == 0 || text.size() - at < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[at + i])) return 0;
  }
  const uint8_t second = Byte(text, at + 1);
  if (lead == 0xE0 && second < 0xA0) return 0;
  if (lead == 0xED && second > 0x9F) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second > 0x8F) return 0;
  return length;
}

}  // namespace

uint32_t DecodeNext(std::string_view text, size_t& at) {
  const uint32_t lead = Byte(text, at);
  const size_t length = SequenceLength(text, at);
  if (length <= 1) {
    ++at;
    return length == 1 ? lead : kBadByte + lead;
  }
  uint32_t code = lead & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (Byte(text, at + i) & 0x3Fu);
  at += length;
  return code;
}

uint32_t DecodePrevious(std::string_view text, size_t& at) {
  size_t start = at - 1;
  while (start > 0 && at - start < 4 && IsContinuation(text[start])) --start;
  size_t end = start;
  const uint32_t code = DecodeNext(text, end);
  if (end == at) {
    at = start;
    return code;
  }
  --at;
  return kBadByte + Byte(text, at);
}

void AppendUtf8(std::string& out, uint32_t code_point) {
  const auto put = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    return put(0x80 | (code_point & 0x3F));
  }
  if (code_point >= kBadByte && code_point < kBadByte + 256) return put(code_point - kBadByte);
  if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    return put(0x80 | (code_point & 0x3F));
  }
  put(0xF0 | code_point >> 18);
  put(0x80 | (code_point >> 12 & 0x3F));
  put(0x80 | (code_point >> 6 & 0x3F));
  put(0x80 | (code_point & 0x3F));
}

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = SequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool IsAscii(std::string_view text) {
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  for (; at < text.size(); ++at) {
    if (!IsAscii(text[at])) return false;
  }
  return true;
}

size_t CountCodePoints(std::string_view text) {
  size_t n = 0;
  for (size_t at = 0; at < text.size(); ++n) DecodeNext(text, at);
  return n;
}

size_t ByteOffset(std::string_view text, size_t n) {
  if (n >= text.size()) return text.size();
  if (IsAscii(text.substr(0, n))) return n;
  size_t at = 0;
  for (; n > 0 && at < text.size(); --n) DecodeNext(text, at);
  return at;
}

}  // namespace harrier::runtime
