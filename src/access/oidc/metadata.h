#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::access::oidc {

/// What a provider says of itself (OpenID Connect Discovery).
struct Metadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  bool secret_in_body = false;  // it takes a client's secret in the form only
  bool names_itself = false;    // each answer of its has an iss (RFC 9207)
};

/// Where an issuer's description lies.
std::string DiscoveryUrl(std::string_view issuer);

/// kForbidden if it describes another issuer, or leads to an address that `allows` refuses or that has no
/// TLS.
Result<Metadata> ReadMetadata(std::string_view json, std::string_view issuer,
                              const std::function<bool(std::string_view)>& allows);

}  // namespace harrier::access::oidc
