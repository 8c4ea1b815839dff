#include "access/actions.h"
#include "api/answer/json_fields.h"
#include "api/identity/routes.h"

namespace harrier::api::identity {
namespace {

Response Answer(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

Response NoSecureAddress() {
  return ErrorResponse(404, "NotFound", "This server has no secure address yet: run harrier init.");
}

/// OpenID's description of the tenant (MSAL reads the endpoints; "adfs" has its own paths).
Response Configuration(const Endpoint& endpoint, const Request& request, std::string_view tenant, bool adfs) {
  if (request.origin.empty()) return NoSecureAddress();
  const bool known = adfs || SameText(tenant, "common") || SameText(tenant, "organizations") ||
                     SameText(tenant, endpoint.tenant.id);
  if (!known) return ErrorResponse(400, "invalid_tenant", "There is no such tenant here.");
  const std::string& origin = request.origin;
  const std::string base = adfs ? origin + "/adfs" : fmt::format("{}/{}", origin, endpoint.tenant.id);
  const std::string version = adfs ? "" : "/v2.0";
  std::string body = "{";
  AppendField(body, "issuer", fmt::format("{}/{}/v2.0", origin, endpoint.tenant.id));
  AppendField(body, "authorization_endpoint", base + "/oauth2" + version + "/authorize");
  AppendField(body, "token_endpoint", base + "/oauth2" + version + "/token");
  AppendField(body, "device_authorization_endpoint", base + "/oauth2" + version + "/devicecode");
  AppendField(body, "jwks_uri", base + "/discovery" + version + "/keys");
  AppendJsonField(body, "token_endpoint_auth_methods_supported",
                  R"(["client_secret_post","client_secret_basic"])");
  AppendJsonField(body, "response_modes_supported", R"(["query","fragment","form_post"])");
  AppendJsonField(body, "response_types_supported", R"(["code","id_token","token"])");
  AppendJsonField(body, "subject_types_supported", R"(["pairwise"])");
  AppendJsonField(body, "id_token_signing_alg_values_supported", R"(["RS256"])");
  AppendJsonField(body, "scopes_supported", R"(["openid","profile","email","offline_access"])");
  AppendJsonField(body, "grant_types_supported", R"(["client_credentials"])");
  AppendJsonField(body, "claims_supported",
                  R"(["iss","aud","iat","nbf","exp","oid","sub","tid","appid","roles","unique_name","ver"])");
  AppendField(body, "tenant_region_scope", "NA");
  return Answer(body + "}");
}

Response Keys(const Endpoint& endpoint) {
  return Answer(
      fmt::format(R"({{"keys":[{}]}})", endpoint.keys == nullptr ? "" : endpoint.keys->signing().jwk()));
}

/// What MSTICPy and Azure's command line ask about a cloud before they talk to it.
Response CloudEndpoints(const Endpoint& endpoint, const Request& request) {
  if (request.origin.empty()) return NoSecureAddress();
  const std::string& origin = request.origin;
  std::string body = "{";
  AppendField(body, "name", "Harrier");
  AppendField(body, "resourceManager", origin + "/");
  AppendField(body, "logAnalyticsResourceId", origin);
  std::string login = "{";
  AppendField(login, "loginEndpoint", origin);
  AppendJsonField(login, "audiences", fmt::format(R"(["{}/"])", origin));
  AppendField(login, "tenant", endpoint.tenant.id);
  AppendField(login, "identityProvider", "AAD");
  AppendJsonField(body, "authentication", login + "}");
  AppendJsonField(body, "suffixes", R"({"keyVaultDns":"vault.invalid","storage":"storage.invalid"})");
  AppendField(body, "microsoftGraphResourceId", origin + "/");
  AppendField(body, "graph", origin + "/");
  AppendField(body, "portal", origin);
  return Answer(body + "}");
}

/// How Kusto's clients find out whom to ask for a token: nobody, where there is no secure address.
Response KustoMetadata(const Endpoint& endpoint, const Request& request) {
  if (request.origin.empty()) return Answer(R"({"AzureAD":null,"dSTS":null})");
  std::string azure = "{";
  AppendField(azure, "LoginEndpoint", request.origin);
  AppendJsonField(azure, "LoginMfaRequired", "false");
  AppendField(azure, "KustoClientAppId", endpoint.tenant.workspace);
  AppendField(azure, "KustoClientRedirectUri", "http://localhost");
  AppendField(azure, "KustoServiceResourceId", request.origin);
  AppendField(azure, "FirstPartyAuthorityUrl", request.origin + "/" + endpoint.tenant.id);
  return Answer(fmt::format(
      R"({{"AzureAD":{}}},"dSTS":{{"CloudEndpointSuffix":"","DstsRealm":"","DstsInstance":"","KustoDnsHostName":"","ServiceName":""}}}})",
      azure));
}

Route Open(std::string pattern, Handler handler) {
  return {.method = "GET",
          .pattern = std::move(pattern),
          .handler = std::move(handler),
          .open = true,
          .any_case = true};
}

}  // namespace

std::vector<Route> DiscoveryRoutes(const Endpoint& endpoint) {
  const auto adfs = [endpoint](const Request& request) { return Configuration(endpoint, request, "", true); };
  const auto tenant = [endpoint](const Request& request) {
    return Configuration(endpoint, request, request.captures[0], false);
  };
  const auto keys = [endpoint](const Request&) { return Keys(endpoint); };
  std::vector<Route> routes;
  routes.push_back(Open("/adfs/.well-known/openid-configuration", adfs));
  routes.push_back(Open("/{tenant}/v2.0/.well-known/openid-configuration", tenant));
  routes.push_back(Open("/{tenant}/.well-known/openid-configuration", tenant));
  routes.push_back(Open("/{tenant}/discovery/v2.0/keys", keys));
  routes.push_back(Open("/{tenant}/discovery/keys", keys));
  routes.push_back(Open("/metadata/endpoints",
                        [endpoint](const Request& request) { return CloudEndpoints(endpoint, request); }));
  routes.push_back(Open("/v1/rest/auth/metadata",
                        [endpoint](const Request& request) { return KustoMetadata(endpoint, request); }));
  routes.push_back(
      {.method = "GET",
       .pattern = "/tenants",
       .handler =
           [endpoint](const Request&) {
             return Answer(fmt::format(
                 R"({{"value":[{{"id":"/tenants/{0}","tenantId":"{0}","displayName":"Harrier"}}]}})",
                 endpoint.tenant.id));
           },
       .action = std::string(access::kReadWorkspace),
       .any_workspace = true,
       .any_case = true});
  return routes;
}

}  // namespace harrier::api::identity
