#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// has_ipv4() and its kin (Kusto docs): an address in a text, with no letter or digit at its ends.
namespace harrier::runtime {
namespace {

bool IsWordPart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
}

/// Length of a valid dotted address at the start of `s`; 0 if there is none.
size_t AddressLength(std::string_view s) {
  size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at >= s.size() || s[at++] != '.')) return 0;
    int value = 0;
    size_t digits = 0;
    while (at < s.size() && std::isdigit(static_cast<unsigned char>(s[at])) && digits < 4) {
      value = value * 10 + (s[at++] - '0');
      ++digits;
    }
    if (digits == 0 || digits > 3 || value > 255) return 0;
  }
  return at;
}

/// Is there an address in the text of which `fits` is true?
template <typename Fits>
bool AnyAddress(std::string_view text, Fits fits) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) continue;
    if (i > 0 && (IsWordPart(text[i - 1]) || (text[i - 1] == '.' && i > 1 && IsWordPart(text[i - 2]))))
      continue;
    const size_t length = AddressLength(text.substr(i));
    if (length == 0) continue;
    const size_t end = i + length;
    const bool closed =
        end >= text.size() ||
        (!IsWordPart(text[end]) && !(text[end] == '.' && end + 1 < text.size() && IsWordPart(text[end + 1])));
    if (closed && fits(text.substr(i, length))) return true;
    i = end - 1;
  }
  return false;
}

bool HasIpv4(std::string_view text, std::string_view ip) {
  if (AddressLength(ip) != ip.size()) return false;
  return AnyAddress(text, [&](std::string_view found) { return found == ip; });
}

bool HasAnyIpv4(std::string_view text, Json list) {
  const std::vector<std::string> ips = JsonTexts(list.text);
  return AnyAddress(text, [&](std::string_view found) {
    return std::any_of(ips.begin(), ips.end(), [&](const std::string& ip) { return found == ip; });
  });
}

/// A prefix is whole parts with a dot behind, or a whole address.
bool IsPrefix(std::string_view found, std::string_view prefix) {
  if (prefix.empty()) return false;
  return found == prefix || (prefix.back() == '.' && found.starts_with(prefix));
}

bool HasIpv4Prefix(std::string_view text, std::string_view prefix) {
  return AnyAddress(text, [&](std::string_view found) { return IsPrefix(found, prefix); });
}

bool HasAnyIpv4Prefix(std::string_view text, Json list) {
  const std::vector<std::string> prefixes = JsonTexts(list.text);
  return AnyAddress(text, [&](std::string_view found) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const std::string& p) { return IsPrefix(found, p); });
  });
}

}  // namespace

void AddIpSearch(KernelRegistry& registry) {
  registry.Add(KernelOf<HasIpv4>("has_ipv4"));
  registry.Add(KernelOf<HasAnyIpv4>("has_any_ipv4"));
  registry.Add(KernelOf<HasIpv4Prefix>("has_ipv4_prefix"));
  registry.Add(KernelOf<HasAnyIpv4Prefix>("has_any_ipv4_prefix"));
}

}  // namespace harrier::runtime
