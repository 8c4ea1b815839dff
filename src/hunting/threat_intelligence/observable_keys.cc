#include "hunting/threat_intelligence/observable_keys.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

#include "base/ascii.h"

namespace harrier::hunting {
namespace {

using Address = std::array<uint8_t, 16>;
constexpr int kMappedBits = 96;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '"')) text.remove_suffix(1);
  return text;
}

std::optional<Address> ParseAddress(std::string_view text) {
  constexpr size_t kLongest = 45;
  if (text.size() < 2 || text.size() > kLongest || (!IsAsciiHex(text.front()) && text.front() != ':'))
    return std::nullopt;
  char copy[kLongest + 1];
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = 0;
  Address bytes{};
  if (in_addr four{}; ::inet_pton(AF_INET, copy, &four) == 1) {
    bytes[10] = bytes[11] = 0xFF;
    std::memcpy(bytes.data() + 12, &four, 4);
    return bytes;
  }
  if (::inet_pton(AF_INET6, copy, bytes.data()) == 1) return bytes;
  return std::nullopt;
}

/// An address that may have a port or a zone: "1.2.3.4:443", "[::1]:443", "fe80::1%eth0".
std::optional<Address> AddressIn(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : ParseAddress(text.substr(1, end - 1));
  }
  if (const size_t zone = text.find('%'); zone != std::string_view::npos) text = text.substr(0, zone);
  if (const size_t colon = text.find(':'); colon != std::string_view::npos && colon == text.rfind(':'))
    text = text.substr(0, colon);
  return ParseAddress(text);
}

/// AsciiLower case, without the root's dot; empty if it is no name of the DNS.
std::string DomainIn(std::string_view text) {
  text = Trimmed(text);
  while (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253 || text.front() == '.') return {};
  for (const char c : text) {
    if (!IsAsciiAlnum(c) && c != '.' && c != '-' && c != '_' && static_cast<unsigned char>(c) < 0x80)
      return {};
  }
  return AsciiLower(text);
}

struct Url {
  std::string host;  // lower case, without port and user
  std::string key;   // host, port if it is not the scheme's, path, query
};

std::optional<Url> UrlIn(std::string_view text) {
  text = Trimmed(text);
  std::string scheme;
  if (const size_t mark = text.find("://"); mark != std::string_view::npos && mark < 16) {
    scheme = AsciiLower(text.substr(0, mark));
    text.remove_prefix(mark + 3);
  }
  text = text.substr(0, text.find('#'));
  const size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, end);
  std::string_view rest = text.substr(end);
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  std::string_view port;
  if (!authority.starts_with('[')) {
    if (const size_t colon = authority.rfind(':'); colon != std::string_view::npos) {
      port = authority.substr(colon + 1);
      authority = authority.substr(0, colon);
    }
  } else if (const size_t bracket = authority.find("]:"); bracket != std::string_view::npos) {
    port = authority.substr(bracket + 2);
    authority = authority.substr(0, bracket + 1);
  }
  if (authority.empty()) return std::nullopt;
  if ((scheme == "https" && port == "443") || (scheme != "https" && port == "80")) port = {};
  if (rest == "/") rest = {};
  Url url;
  url.host = AsciiLower(authority);
  url.key = url.host;
  if (!port.empty()) url.key.append(":").append(port);
  url.key.append(rest);
  return url;
}

bool IsHash(std::string_view text) {
  return (text.size() == 32 || text.size() == 40 || text.size() == 64) &&
         std::all_of(text.begin(), text.end(), IsAsciiHex);
}

class KeyWriter {
 public:
  explicit KeyWriter(const KeySink& sink) : sink_(sink) {}

  bool Address(std::string_view value) const {
    const auto address = AddressIn(value);
    if (address) sink_.address(*address);
    return address.has_value();
  }
  void Domain(std::string_view value) const {
    if (Address(value)) return;
    const std::string name = DomainIn(value);
    std::string_view rest = name;
    bool whole = true;
    while (!rest.empty()) {
      const size_t dot = rest.find('.');
      if (!whole && dot == std::string_view::npos) return;
      sink_.key(fmt::format("domain {}", rest));
      if (dot == std::string_view::npos) return;
      rest.remove_prefix(dot + 1);
      whole = false;
    }
  }
  void Url(std::string_view value) const {
    const auto url = UrlIn(value);
    if (!url) return;
    sink_.key("url " + url->key);
    Domain(url->host);
  }
  void Hash(std::string_view value) const {
    if (value = Trimmed(value); IsHash(value)) sink_.key("hash " + AsciiLower(value));
  }
  void Account(std::string_view value) const {
    value = Trimmed(value);
    if (value.starts_with("mailto:")) value.remove_prefix(7);
    if (value.empty()) return;
    sink_.key("user " + AsciiLower(value));
    if (const size_t slash = value.find('\\'); slash != std::string_view::npos && slash + 1 < value.size())
      sink_.key("user " + AsciiLower(value.substr(slash + 1)));
  }
  /// Words of a text, with the marks in them that addresses, names and URLs have.
  void Words(std::string_view text) const {
    const auto in_word = [](char c) {
      return IsAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
             std::strchr(".:-_@/[]%?&=+~#\\", c) != nullptr;
    };
    size_t begin = 0;
    while (begin < text.size()) {
      if (!in_word(text[begin])) {
        ++begin;
        continue;
      }
      size_t end = begin;
      while (end < text.size() && in_word(text[end]) && text[end] != 0) ++end;
      Word(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }

 private:
  void Word(std::string_view word) const {
    while (!word.empty() && std::strchr(".:-_/?&=+~#", word.back()) != nullptr) word.remove_suffix(1);
    if (word.size() < 4) return;
    if (word.find("://") != std::string_view::npos) {
      // What goes before the scheme: "url=http://…".
      size_t scheme = word.find("://");
      while (scheme > 0 && IsAsciiAlnum(word[scheme - 1])) --scheme;
      return Url(word.substr(scheme));
    }
    // "key=value", "SHA256=…", "host:name": each part on its own as well.
    if (Address(word)) return;
    size_t at = 0;
    while (at < word.size()) {
      const size_t end = std::min(word.find_first_of("=&?#+~/\\", at), word.size());
      Part(word.substr(at, end - at));
      at = end + 1;
    }
  }
  void Part(std::string_view part) const {
    while (!part.empty() && std::strchr(".:-_[]", part.front()) != nullptr) part.remove_prefix(1);
    if (part.size() < 4) return;
    if (part.find('@') != std::string_view::npos) return Account(part);
    if (IsHash(part)) return Hash(part);
    if (Address(part)) return;
    if (const size_t colon = part.find(':'); colon != std::string_view::npos) {
      Part(part.substr(0, colon));
      return Part(part.substr(colon + 1));
    }
    if (part.find('.') != std::string_view::npos) Domain(part);
  }

  const KeySink& sink_;
};

}  // namespace

std::optional<AddressRange> ParseAddressRange(std::string_view text) {
  text = Trimmed(text);
  const size_t slash = text.find('/');
  const std::string_view first = text.substr(0, slash);
  const auto address = ParseAddress(first);
  if (!address) return std::nullopt;
  AddressRange range{*address, 128};
  if (slash == std::string_view::npos) return range;
  const std::string_view given = text.substr(slash + 1);
  int bits = -1;
  const auto [end, failure] = std::from_chars(given.data(), given.data() + given.size(), bits);
  const int base = first.find(':') == std::string_view::npos ? kMappedBits : 0;
  if (failure != std::errc() || end != given.data() + given.size() || bits < 0 || base + bits > 128)
    return std::nullopt;
  range.bits = base + bits;
  range.bytes = Masked(range.bytes, range.bits);
  return range;
}

std::array<uint8_t, 16> Masked(std::array<uint8_t, 16> bytes, int bits) {
  for (int i = 0; i < 16; ++i) {
    const int left = std::clamp(bits - i * 8, 0, 8);
    bytes[static_cast<size_t>(i)] &= static_cast<uint8_t>(0xFF00 >> left);
  }
  return bytes;
}

std::optional<Observable> ComparedOf(std::string_view pattern) {
  if (auto observable = ObservableOf(pattern)) return observable;
  constexpr std::string_view kWord = " ISSUBSET ";
  const size_t at = pattern.find(kWord);
  if (at == std::string_view::npos) return std::nullopt;
  return ObservableOf(fmt::format("{} = {}", pattern.substr(0, at), pattern.substr(at + kWord.size())));
}

std::optional<IndicatorKey> KeyOf(const Observable& observable) {
  const std::string key = AsciiLower(observable.key);
  const std::string_view value = observable.value;
  if (key == "ipv4-addr:value" || key == "ipv6-addr:value") {
    const auto range = ParseAddressRange(value);
    if (!range) return std::nullopt;
    return IndicatorKey{std::string(reinterpret_cast<const char*>(range->bytes.data()), 16), range->bits};
  }
  if (key == "domain-name:value") {
    const std::string name = DomainIn(value);
    return name.empty() ? std::nullopt : std::optional(IndicatorKey{"domain " + name});
  }
  if (key == "url:value") {
    const auto url = UrlIn(value);
    return url ? std::optional(IndicatorKey{"url " + url->key}) : std::nullopt;
  }
  if (key.starts_with("file:hashes.") || key.starts_with("file:hashes["))
    return IsHash(value) ? std::optional(IndicatorKey{"hash " + AsciiLower(value)}) : std::nullopt;
  if (key == "email-addr:value" || key == "user-account:user_id" || key == "user-account:account_login" ||
      key == "user-account:value")
    return Trimmed(value).empty() ? std::nullopt
                                  : std::optional(IndicatorKey{"user " + AsciiLower(Trimmed(value))});
  return std::nullopt;
}

void KeysIn(ObservedKind kind, std::string_view value, const KeySink& sink) {
  const KeyWriter writer(sink);
  switch (kind) {
    case ObservedKind::kIp:
      (void)writer.Address(value);
      return;
    case ObservedKind::kDomain:
      return writer.Domain(value);
    case ObservedKind::kUrl:
      return writer.Url(value);
    case ObservedKind::kHash:
      return writer.Hash(value);
    case ObservedKind::kEmail:
    case ObservedKind::kAccount:
      return writer.Account(value);
    case ObservedKind::kText:
      return writer.Words(value);
  }
}

}  // namespace harrier::hunting
