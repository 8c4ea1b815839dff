#include <charconv>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// IPv4 addresses and ranges (Kusto docs: ipv4_*(), parse_ipv4(), has_ipv4()).
namespace harrier::runtime {
namespace {

struct Range {
  uint32_t address = 0;
  int prefix = 32;
  uint32_t mask() const { return prefix == 0 ? 0 : ~uint32_t{0} << (32 - prefix); }
};

std::optional<Range> ParseRange(std::string_view s) {
  Range range;
  const char* at = s.data();
  const char* const end = s.data() + s.size();
  for (int i = 0; i < 4; ++i) {
    unsigned part = 0;
    if (i > 0 && (at == end || *at++ != '.')) return std::nullopt;
    const auto read = std::from_chars(at, end, part);
    if (read.ec != std::errc() || part > 255) return std::nullopt;
    at = read.ptr;
    range.address = range.address << 8 | part;
  }
  if (at == end) return range;
  if (*at++ != '/') return std::nullopt;
  const auto read = std::from_chars(at, end, range.prefix);
  if (read.ec != std::errc() || read.ptr != end || range.prefix < 0 || range.prefix > 32) return std::nullopt;
  return range;
}

bool Within(const Range& address, const Range& range) {
  return (address.address & range.mask()) == (range.address & range.mask());
}

std::optional<bool> IsPrivate(std::string_view s) {
  const auto ip = ParseRange(s);
  if (!ip) return std::nullopt;
  constexpr Range kPrivate[] = {{0x0A000000, 8}, {0xAC100000, 12}, {0xC0A80000, 16}};
  return std::any_of(std::begin(kPrivate), std::end(kPrivate),
                     [&](const Range& r) { return ip->prefix >= r.prefix && Within(*ip, r); });
}

std::optional<bool> IsInRange(std::string_view s, std::string_view range) {
  const auto ip = ParseRange(s), within = ParseRange(range);
  if (!ip || !within) return std::nullopt;
  return ip->prefix >= within->prefix && Within(*ip, *within);
}

// One text, or an array of them.
std::optional<bool> IsInAnyRange(std::string_view s, Json ranges) {
  const auto ip = ParseRange(s);
  if (!ip) return std::nullopt;
  for (const std::string& text : JsonTexts(ranges.text)) {
    const auto range = ParseRange(text);
    if (range && ip->prefix >= range->prefix && Within(*ip, *range)) return true;
  }
  return false;
}

std::optional<int64_t> Compare(std::string_view a, std::string_view b, int64_t prefix) {
  auto x = ParseRange(a), y = ParseRange(b);
  if (!x || !y || prefix < 0 || prefix > 32) return std::nullopt;
  const int common = std::min({x->prefix, y->prefix, static_cast<int>(prefix)});
  const uint32_t mask = Range{0, common}.mask();
  const uint32_t left = x->address & mask, right = y->address & mask;
  return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<int64_t> Parse(std::string_view s) {
  const auto ip = ParseRange(s);
  if (!ip) return std::nullopt;
  return int64_t{ip->address & ip->mask()};
}

std::optional<int64_t> NetmaskSuffix(std::string_view s) {
  const auto ip = ParseRange(s);
  if (!ip) return std::nullopt;
  return ip->prefix;
}

}  // namespace

void AddIpv4(KernelRegistry& registry) {
  registry.Add(KernelOf<IsPrivate>("ipv4_is_private"));
  registry.Add(KernelOf<IsInRange>("ipv4_is_in_range"));
  registry.Add(KernelOf<IsInAnyRange>("ipv4_is_in_any_range"));
  registry.Add(KernelOf<Compare>("ipv4_compare"));
  registry.Add(KernelOf<Parse>("parse_ipv4"));
  registry.Add(KernelOf<NetmaskSuffix>("ipv4_netmask_suffix"));
}

}  // namespace harrier::runtime
