#include "api/server/guard.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"

namespace harrier::api {
namespace {

/// "[::1]:80" → "[::1]", "localhost:80" → "localhost".
std::string_view WithoutPort(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool IsLoopbackName(std::string_view host) {
  const std::string name = AsciiLower(WithoutPort(host));
  if (name == "localhost" || name == "[::1]") return true;
  // 127.0.0.0/8; digits and dots only, so that 127.0.0.1.example.com is not taken for it.
  return name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace

std::optional<std::string> RefuseForeign(const Listener& listener, std::string_view host,
                                         std::string_view origin) {
  const std::string name = AsciiLower(WithoutPort(host));
  const bool own = std::any_of(listener.names.begin(), listener.names.end(),
                               [&](const std::string& known) { return AsciiLower(known) == name; });
  if (!own && !IsLoopbackName(host)) {
    return fmt::format("The host '{}' is not served here: this address answers to {} only.",
                       host.substr(0, 200),
                       listener.names.empty() ? "localhost and 127.0.0.1" : "its configured names");
  }
  if (origin.empty()) return std::nullopt;
  if (AsciiLower(origin) != (listener.secure ? "https://" : "http://") + AsciiLower(host)) {
    return fmt::format("Requests from pages of '{}' are not accepted here.", origin.substr(0, 200));
  }
  return std::nullopt;
}

}  // namespace harrier::api
