#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hunting/threat_intelligence/indicator.h"
#include "hunting/threat_intelligence/observed_columns.h"

namespace harrier::hunting {

/// An IP address or a range of them; IPv4 is mapped into IPv6.
struct AddressRange {
  std::array<uint8_t, 16> bytes{};
  int bits = 128;  // that count, the rest is 0
};
/// "198.51.100.7", "2001:db8::/32".
std::optional<AddressRange> ParseAddressRange(std::string_view text);
/// The first `bits` bits of an address.
std::array<uint8_t, 16> Masked(std::array<uint8_t, 16> bytes, int bits);

/// What an indicator is found by in logs: a text that starts with its sort.
struct IndicatorKey {
  std::string text;
  int bits = -1;  // of a range of addresses; else -1
};

/// The single comparison of a pattern; `[ipv4-addr:value ISSUBSET '…']`, which says the same of ranges, too.
std::optional<Observable> ComparedOf(std::string_view pattern);

/// The key of an observable, or nullopt if logs are not searched for its kind: addresses and their ranges,
/// domains, URLs, file hashes (MD5, SHA-1, SHA-256), mail addresses, user accounts.
std::optional<IndicatorKey> KeyOf(const Observable& observable);

/// Calls `sink` with each key under which an indicator would fit the value of a column. Addresses come as
/// such. A name of the DNS stands for itself and, with at least one dot left, for the domains above it; a URL
/// for itself without scheme and fragment, and for its host; DOMAIN\user for user too. Texts are searched for
/// all of those.
struct KeySink {
  std::function<void(const std::string& key)> key;
  std::function<void(const std::array<uint8_t, 16>& address)> address;
};
void KeysIn(ObservedKind kind, std::string_view value, const KeySink& sink);

}  // namespace harrier::hunting
