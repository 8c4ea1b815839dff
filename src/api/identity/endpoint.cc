#include "api/identity/endpoint.h"

#include "base/ticks.h"

namespace harrier::api::identity {
namespace {

/// The prefix makes browsers hold it to this host, over TLS, for all paths.
constexpr std::string_view kCookie = "__Host-harrier";
constexpr std::string_view kAttempt = "__Host-harrier-oidc";

std::string Cookie(const Request& request, std::string_view name) {
  std::string_view rest = request.Header("Cookie");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return std::string(pair.substr(name.size() + 1));
  }
  return "";
}

}  // namespace

int64_t UnixNow(const Clock& clock) {
  return (clock.Now() - kUnixEpochTicks) / kTicksPerSecond;
}

std::string CookieOf(const Request& request) {
  return Cookie(request, kCookie);
}

std::string SetCookie(std::string_view token) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", kCookie, token,
                     token.empty() ? "; Max-Age=0" : "");
}

std::string AttemptOf(const Request& request) {
  return Cookie(request, kAttempt);
}

std::string SetAttempt(std::string_view sealed) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", kAttempt, sealed,
                     sealed.empty() ? 0 : access::oidc::kLongestAttempt);
}

}  // namespace harrier::api::identity
