#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/signing_key.h"
#include "base/error.h"

namespace harrier::access {

/// What an access token says. Times are in seconds since 1970.
struct Claims {
  std::string issuer;
  std::string audience;
  std::string tenant;     // tid
  std::string object_id;  // oid and sub
  std::string app_id;     // appid; of a service only
  std::string name;       // unique_name
  std::vector<std::string> roles;
  std::string proof;  // of what it was given for (Directory::Holds)
  int64_t issued = 0;
  int64_t not_before = 0;
  int64_t expires = 0;
};

/// A signed JSON Web Token (RFC 7519), as Azure's access tokens look.
Result<std::string> MintToken(const SigningKey& key, const Claims& claims);

/// kForbidden with a reason if the text is no token of this key that holds at `now` (five minutes of clock
/// skew are forgiven). Whom the token was made for (its audience) is not looked at.
Result<Claims> VerifyToken(const SigningKey& key, std::string_view token, int64_t now);

}  // namespace harrier::access
