#include <charconv>

#include <arpa/inet.h>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// IPv6 addresses and ranges; IPv4 ones count as ::ffff:a.b.c.d (Kusto docs: ipv6_*(), parse_ipv6()).
namespace harrier::runtime {
namespace {

using Bits = unsigned __int128;

struct Range6 {
  Bits address = 0;
  int prefix = 128;
};

Bits Mask(int prefix) {
  return prefix == 0 ? 0 : ~Bits{0} << (128 - prefix);
}

std::optional<Range6> ParseRange6(std::string_view s) {
  const size_t slash = s.find('/');
  const std::string host(s.substr(0, slash));
  const bool v4 = host.find(':') == std::string::npos;
  Range6 range;
  unsigned char bytes[16] = {};
  if (v4) {
    bytes[10] = bytes[11] = 0xFF;
    if (inet_pton(AF_INET, host.c_str(), bytes + 12) != 1) return std::nullopt;
  } else if (inet_pton(AF_INET6, host.c_str(), bytes) != 1) {
    return std::nullopt;
  }
  // ::a.b.c.d is taken for the same address (Kusto docs, parse_ipv6_mask()).
  const bool dotted = v4 || host.find('.') != std::string::npos;
  if (dotted && std::all_of(bytes, bytes + 12, [](unsigned char byte) { return byte == 0; }))
    bytes[10] = bytes[11] = 0xFF;
  for (const unsigned char byte : bytes) range.address = range.address << 8 | byte;
  if (slash != std::string_view::npos) {
    const std::string_view digits = s.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.prefix);
    if (error != std::errc() || end != digits.data() + digits.size() || range.prefix < 0 ||
        range.prefix > (dotted ? 32 : 128)) {
      return std::nullopt;
    }
    // The prefix of an address in dots counts from its own first bit.
    if (dotted) range.prefix += 96;
  }
  return range;
}

std::optional<int64_t> Compare(std::string_view a, std::string_view b, int64_t prefix) {
  const auto x = ParseRange6(a), y = ParseRange6(b);
  if (!x || !y || prefix < 0 || prefix > 128) return std::nullopt;
  // Of two IPv4 addresses, a short prefix is meant as theirs.
  const bool both_v4 = a.find(':') == std::string_view::npos && b.find(':') == std::string_view::npos;
  const int given = static_cast<int>(both_v4 && prefix <= 32 ? prefix + 96 : prefix);
  const Bits mask = Mask(std::min({x->prefix, y->prefix, given}));
  const Bits left = x->address & mask, right = y->address & mask;
  return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<bool> IsMatch(std::string_view a, std::string_view b, int64_t prefix) {
  const auto order = Compare(a, b, prefix);
  if (!order) return std::nullopt;
  return *order == 0;
}

bool Within(const Range6& ip, const Range6& range) {
  return ip.prefix >= range.prefix && ((ip.address ^ range.address) & Mask(range.prefix)) == 0;
}

std::optional<bool> IsInRange(std::string_view s, std::string_view range) {
  const auto ip = ParseRange6(s), within = ParseRange6(range);
  if (!ip || !within) return std::nullopt;
  return Within(*ip, *within);
}

std::optional<bool> IsInAnyRange(std::string_view s, Json ranges) {
  const auto ip = ParseRange6(s);
  if (!ip) return std::nullopt;
  for (const std::string& text : JsonTexts(ranges.text)) {
    const auto range = ParseRange6(text);
    if (range && Within(*ip, *range)) return true;
  }
  return false;
}

// All eight groups of four digits.
bool Canonical(std::string& out, std::string_view s, int64_t prefix) {
  const auto ip = ParseRange6(s);
  if (!ip || prefix < 0 || prefix > 128) return true;
  const Bits address = ip->address & Mask(std::min(ip->prefix, static_cast<int>(prefix)));
  for (int group = 7; group >= 0; --group) {
    fmt::format_to(std::back_inserter(out), "{:04x}",
                   static_cast<unsigned>(address >> (16 * group) & 0xFFFF));
    if (group > 0) out += ':';
  }
  return true;
}

}  // namespace

void AddIpv6(KernelRegistry& registry) {
  registry.Add(KernelOf<Compare>("ipv6_compare"));
  registry.Add(KernelOf<IsMatch>("ipv6_is_match"));
  registry.Add(KernelOf<IsInRange>("ipv6_is_in_range"));
  registry.Add(KernelOf<IsInAnyRange>("ipv6_is_in_any_range"));
  registry.Add(KernelOf<Canonical>("parse_ipv6_mask"));
}

}  // namespace harrier::runtime
