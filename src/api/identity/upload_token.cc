#include "api/identity/upload_token.h"

#include "access/token.h"

namespace harrier::api::identity {

Result<std::string> MintUploadToken(const Endpoint& endpoint, const access::Caller& caller) {
  if (endpoint.keys == nullptr || caller.principal.id.empty()) return "open";
  constexpr int64_t kLifetime = 3600;
  access::Claims claims;
  claims.issuer = endpoint.tenant.id;
  claims.audience = kUploadAudience;
  claims.tenant = endpoint.tenant.id;
  claims.object_id = caller.principal.id;
  claims.proof = caller.proof;
  claims.issued = claims.not_before = UnixNow(*endpoint.clock);
  claims.expires = claims.issued + kLifetime;
  return access::MintToken(endpoint.keys->signing(), claims);
}

}  // namespace harrier::api::identity
