#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "access/oidc/json_web_key.h"
#include "base/error.h"

namespace harrier::access::oidc {

/// So many seconds the provider's clock may differ from ours.
inline constexpr int64_t kClockSkew = 60;

/// What a token must say to be for us and for this login.
struct Expected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  int64_t now = 0;  // seconds since 1970
};

/// Who logged in, as the provider says.
struct IdToken {
  std::string subject;
  std::string claims;  // all of them: a JSON object
};

/// Checks an ID token as OpenID Connect Core 3.1.3.7 says. kNotFound if its key is not among those given
/// (there may be new ones since), kForbidden with a reason for all else that is wrong with it.
Result<IdToken> CheckIdToken(std::string_view token, std::span<const JsonWebKey> keys,
                             const Expected& expected);

}  // namespace harrier::access::oidc
