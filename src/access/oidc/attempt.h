#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "access/oidc/settings.h"
#include "base/error.h"

namespace harrier::access::oidc {

/// A login may take so many seconds from its beginning to the provider's answer.
inline constexpr int64_t kLongestAttempt = 600;

/// One login that has begun. The browser keeps it, sealed, in a cookie: so an answer of the provider counts
/// only in the browser that asked.
struct Attempt {
  std::string state;      // comes back with the answer
  std::string nonce;      // comes back in the ID token
  std::string verifier;   // of PKCE (RFC 7636)
  std::string redirect;   // where the answer goes: an address of ours
  std::string return_to;  // a path of the page
  int64_t until = 0;      // seconds since 1970
};

Attempt NewAttempt(std::string redirect, std::string_view return_to, int64_t now);

/// `key` has 32 bytes.
Result<std::string> SealAttempt(std::string_view key, const Attempt& attempt);
/// kForbidden if it was not sealed with this key, or has ended by `now`.
Result<Attempt> UnsealAttempt(std::string_view key, std::string_view sealed, int64_t now);

/// The text if it is a path on this origin, else "/": nobody is sent elsewhere.
std::string SafeReturn(std::string_view path);

/// Where the browser is sent to log in.
std::string AuthorizationUrl(std::string_view endpoint, const Settings& settings, const Attempt& attempt);
/// The form that changes a code for tokens, without the client's secret.
std::string TokenForm(std::string_view code, const Settings& settings, const Attempt& attempt);

}  // namespace harrier::access::oidc
