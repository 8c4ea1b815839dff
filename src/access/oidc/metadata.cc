#include "access/oidc/metadata.h"

#include <algorithm>

#include "access/json_object.h"

namespace harrier::access::oidc {

std::string DiscoveryUrl(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

Result<Metadata> ReadMetadata(std::string_view json, std::string_view issuer,
                              const std::function<bool(std::string_view)>& allows) {
  const auto object = JsonObject::Of(json);
  if (!object) return Fail(ErrorCode::kForbidden, "'{}' describes no provider", DiscoveryUrl(issuer));
  const auto named = object->Text("issuer");
  if (named != issuer) {
    return Fail(ErrorCode::kForbidden, "the provider calls itself '{}': oidc.issuer must be exactly that",
                named.value_or("").substr(0, 300));
  }
  Metadata metadata;
  const auto read = [&](std::string_view name, std::string& into) -> Status {
    into = object->Text(name).value_or("");
    if (!into.starts_with("https://"))
      return Fail(ErrorCode::kForbidden, "the provider has no {} that begins with https://", name);
    if (!allows(into)) {
      return Fail(ErrorCode::kForbidden, "the provider's {} is '{}', whose host is not in oidc.hosts", name,
                  into.substr(0, std::min(into.find('?'), size_t{300})));
    }
    return Ok();
  };
  TRY_OK(read("authorization_endpoint", metadata.authorization_endpoint));
  TRY_OK(read("token_endpoint", metadata.token_endpoint));
  TRY_OK(read("jwks_uri", metadata.jwks_uri));
  const auto methods = object->Texts("token_endpoint_auth_methods_supported");
  metadata.secret_in_body =
      !methods.empty() && std::find(methods.begin(), methods.end(), "client_secret_basic") == methods.end();
  metadata.names_itself = object->Raw("authorization_response_iss_parameter_supported") == "true";
  return metadata;
}

}  // namespace harrier::access::oidc
