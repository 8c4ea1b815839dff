#include <bit>
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

/// The prefix that counts: the lesser of the text's own and the one given.
std::optional<Range> Masked(std::optional<Range> ip, int64_t prefix) {
  if (!ip || prefix < 0 || prefix > 32) return std::nullopt;
  ip->prefix = std::min(ip->prefix, static_cast<int>(prefix));
  ip->address &= ip->mask();
  return ip;
}

std::optional<Range> FromNumber(int64_t address) {
  if (address < 0 || address > UINT32_MAX) return std::nullopt;
  return Range{static_cast<uint32_t>(address), 32};
}

bool Write(std::string& out, const std::optional<Range>& ip, bool cidr) {
  if (!ip) return true;
  const uint32_t a = ip->address;
  fmt::format_to(std::back_inserter(out), "{}.{}.{}.{}", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
  if (cidr) fmt::format_to(std::back_inserter(out), "/{}", ip->prefix);
  return true;
}

bool FormatText(std::string& out, std::string_view s, int64_t prefix) {
  return Write(out, Masked(ParseRange(s), prefix), false);
}
bool FormatNumber(std::string& out, int64_t v, int64_t prefix) {
  return Write(out, Masked(FromNumber(v), prefix), false);
}
bool FormatMaskText(std::string& out, std::string_view s, int64_t prefix) {
  return Write(out, Masked(ParseRange(s), prefix), true);
}
bool FormatMaskNumber(std::string& out, int64_t v, int64_t prefix) {
  return Write(out, Masked(FromNumber(v), prefix), true);
}
std::optional<int64_t> ParseMask(std::string_view s, int64_t prefix) {
  const auto ip = Masked(ParseRange(s), prefix);
  return ip ? std::optional<int64_t>(ip->address) : std::nullopt;
}

// The fewest ranges that hold the addresses from one to another, in order: each begins where the one before
// ends, and is as long as its first address and the end allow.
bool RangeToCidrs(JsonOut& out, std::string_view from, std::string_view to) {
  const auto first = ParseRange(from), last = ParseRange(to);
  if (!first || !last || first->address > last->address) return false;
  out.text = "[";
  for (uint64_t at = first->address; at <= last->address;) {
    int bits = at == 0 ? 32 : std::countr_zero(at);
    while (at + (uint64_t{1} << bits) - 1 > last->address) --bits;
    std::string range;
    Write(range, Range{static_cast<uint32_t>(at), 32 - bits}, true);
    AppendJsonItem(out.text, range);
    at += uint64_t{1} << bits;
  }
  out.text += ']';
  return true;
}

}  // namespace

void AddIpv4(KernelRegistry& registry) {
  registry.Add(KernelOf<IsPrivate>("ipv4_is_private"));
  registry.Add(KernelOf<IsInRange>("ipv4_is_in_range"));
  registry.Add(KernelOf<IsInAnyRange>("ipv4_is_in_any_range"));
  registry.Add(KernelOf<Compare>("ipv4_compare"));
  registry.Add(KernelOf<Parse>("parse_ipv4"));
  registry.Add(KernelOf<NetmaskSuffix>("ipv4_netmask_suffix"));
  registry.Add(KernelOf<FormatText>("format_ipv4_string"));
  registry.Add(KernelOf<FormatNumber>("format_ipv4_long"));
  registry.Add(KernelOf<FormatMaskText>("format_ipv4_mask_string"));
  registry.Add(KernelOf<FormatMaskNumber>("format_ipv4_mask_long"));
  registry.Add(KernelOf<ParseMask>("parse_ipv4_mask"));
  registry.Add(KernelOf<RangeToCidrs>("ipv4_range_to_cidr_list"));
}

}  // namespace harrier::runtime
