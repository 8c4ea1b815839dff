#include "hunting/entities/address.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include <arpa/inet.h>

namespace harrier::hunting {
namespace {

using Bytes = std::array<uint8_t, 16>;

/// IPv4 addresses are mapped into IPv6.
std::optional<Bytes> Parse(std::string_view text) {
  const std::string copy(text);
  Bytes bytes{};
  if (in_addr four{}; ::inet_pton(AF_INET, copy.c_str(), &four) == 1) {
    bytes[10] = bytes[11] = 0xFF;
    std::memcpy(bytes.data() + 12, &four, 4);
    return bytes;
  }
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

struct Range {
  const char* first;
  int bits;
};

constexpr Range kReserved[] = {
    {"0.0.0.0", 8},     {"10.0.0.0", 8},   {"100.64.0.0", 10},  {"127.0.0.0", 8},   {"169.254.0.0", 16},
    {"172.16.0.0", 12}, {"192.0.0.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"224.0.0.0", 4},
    {"240.0.0.0", 4},   {"::", 127},       {"fc00::", 7},       {"fe80::", 10},     {"ff00::", 8},
};

bool Within(const Bytes& address, const Range& range) {
  const Bytes first = *Parse(range.first);
  const bool four = std::strchr(range.first, ':') == nullptr;
  const int bits = range.bits + (four ? 96 : 0);
  for (int i = 0; i < bits; ++i) {
    const auto bit = [&](const Bytes& bytes) {
      return (bytes[static_cast<size_t>(i) / 8] >> (7 - i % 8)) & 1;
    };
    if (bit(address) != bit(first)) return false;
  }
  return true;
}

}  // namespace

bool IsIpAddress(std::string_view text) {
  return Parse(text).has_value();
}

bool IsGlobalAddress(std::string_view text) {
  const auto address = Parse(text);
  if (!address) return false;
  for (const Range& range : kReserved) {
    if (Within(*address, range)) return false;
  }
  return true;
}

}  // namespace harrier::hunting
