#include "access/token.h"
#include "api/answer/json_fields.h"
#include "api/identity/routes.h"
#include "runtime/base64.h"

namespace harrier::api::identity {
namespace {

/// As Azure's: one hour, less a second.
constexpr int64_t kLifetime = 3599;

Response OAuthError(int status, std::string_view error, int number, std::string_view text,
                    const Request& request) {
  Response response;
  response.status = status;
  std::string body = "{";
  AppendField(body, "error", error);
  AppendField(body, "error_description",
              fmt::format("AADSTS{}: {} Trace ID: {}", number, text, request.request_id));
  AppendJsonField(body, "error_codes", fmt::format("[{}]", number));
  AppendField(body, "trace_id", request.request_id);
  AppendField(body, "correlation_id", request.client_request_id());
  response.body = body + "}";
  return response;
}

bool IsTenant(const Endpoint& endpoint, std::string_view name) {
  for (const std::string_view known : {"adfs", "common", "organizations"}) {
    if (SameText(name, known)) return true;
  }
  return SameText(name, endpoint.tenant.id);
}

/// "https://localhost:8443//.default" → "https://localhost:8443".
std::string AudienceOf(std::string_view scope) {
  scope = scope.substr(0, scope.find(' '));
  constexpr std::string_view kDefault = "/.default";
  if (scope.ends_with(kDefault)) scope.remove_suffix(kDefault.size());
  while (scope.ends_with('/')) scope.remove_suffix(1);
  return std::string(scope);
}

Result<std::string> Mint(const Endpoint& endpoint, const Request& request, const access::Proven& proven,
                         std::string audience) {
  const access::Principal& principal = proven.principal;
  const int64_t now = UnixNow(*endpoint.clock);
  access::Claims claims;
  claims.issuer = fmt::format("{}/{}/v2.0", request.origin, endpoint.tenant.id);
  claims.audience = std::move(audience);
  claims.tenant = endpoint.tenant.id;
  claims.object_id = principal.id;
  claims.app_id = principal.kind == access::Principal::Kind::kService ? principal.name : "";
  claims.name = principal.kind == access::Principal::Kind::kService ? principal.display_name : principal.name;
  TRY(const auto grants, endpoint.directory->GrantsOf(principal.id));
  for (const access::Grant& grant : grants) claims.roles.push_back(grant.role->name);
  claims.proof = proven.proof;
  claims.issued = now;
  claims.not_before = now;
  claims.expires = now + kLifetime;
  return access::MintToken(endpoint.keys->signing(), claims);
}

/// Of HTTP Basic, whose parts are form-encoded (RFC 6749, 2.3.1).
bool ReadBasic(std::string_view header, std::string& id, std::string& secret) {
  if (!SameText(header.substr(0, 6), "Basic ")) return false;
  const auto text = runtime::DecodeBase64(header.substr(6));
  if (!text) return false;
  const size_t colon = std::min(text->find(':'), text->size());
  id = PercentDecode(std::string_view(*text).substr(0, colon), true);
  secret = PercentDecode(std::string_view(*text).substr(std::min(text->size(), colon + 1)), true);
  return true;
}

Response Token(const Endpoint& endpoint, const Request& request) {
  if (!IsTenant(endpoint, request.captures.empty() ? "adfs" : request.captures[0]))
    return OAuthError(400, "invalid_request", 90002, "There is no such tenant.", request);
  const Fields form = ParseQueryString(request.body);
  const std::string_view grant = FindHeader(form, "grant_type");
  if (grant.empty()) return OAuthError(400, "invalid_request", 900144, "grant_type is missing.", request);
  if (grant != "client_credentials")
    return OAuthError(400, "unsupported_grant_type", 70003, "The grant type is not supported.", request);
  std::string id(FindHeader(form, "client_id"));
  std::string secret(FindHeader(form, "client_secret"));
  if (secret.empty()) ReadBasic(request.Header("Authorization"), id, secret);
  if (id.empty()) return OAuthError(400, "invalid_request", 900144, "client_id is missing.", request);
  if (secret.empty()) return OAuthError(401, "invalid_client", 7000218, "client_secret is missing.", request);

  const Result<access::Proven> service = endpoint.keys == nullptr
                                             ? Fail(ErrorCode::kForbidden, "nobody can log in here yet")
                                             : endpoint.directory->CheckSecret(id, secret, request.address);
  if (!service && service.error().code == ErrorCode::kBusy) {
    Response busy = OAuthError(429, "temporarily_unavailable", 50196, service.error().message, request);
    busy.headers.emplace_back("Retry-After", "5");
    return busy;
  }
  if (!service && service.error().code != ErrorCode::kForbidden)
    return OAuthError(500, "server_error", 90033, "The server cannot look at secrets now.", request);
  if (!service) {
    endpoint.log->Warning("a token was refused",
                          {{"client", id.substr(0, 64)}, {"address", request.address}});
    return OAuthError(401, "invalid_client", 7000215, "Invalid client secret provided.", request);
  }
  std::string_view scope = FindHeader(form, "scope");
  if (scope.empty()) scope = FindHeader(form, "resource");
  const auto token = Mint(endpoint, request, *service, AudienceOf(scope));
  if (!token) return OAuthError(500, "server_error", 90033, "The server cannot sign tokens now.", request);
  Response response;
  std::string body = "{";
  AppendField(body, "token_type", "Bearer");
  AppendJsonField(body, "expires_in", std::to_string(kLifetime));
  AppendJsonField(body, "ext_expires_in", std::to_string(kLifetime));
  AppendField(body, "access_token", *token);
  response.body = body + "}";
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

bool IsLoopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

/// App Service's managed identity: the secret of a service principal in a header gives its token.
Response ManagedIdentity(const Endpoint& endpoint, const Request& request) {
  const std::string_view secret = request.Header("X-IDENTITY-HEADER");
  if (!IsLoopback(request.address))
    return ErrorResponse(403, "Forbidden", "Managed identity is for programs on this machine only.");
  if (secret.empty()) return ErrorResponse(401, "Unauthorized", "The header X-IDENTITY-HEADER is missing.");
  const std::string resource(request.Parameter("resource"));
  if (resource.empty()) return ErrorResponse(400, "BadRequest", "The parameter resource is missing.");
  const Result<access::Proven> service =
      endpoint.keys == nullptr
          ? Fail(ErrorCode::kForbidden, "nobody can log in here yet")
          : endpoint.directory->CheckSecret(request.Parameter("client_id"), secret, request.address);
  if (!service) {
    const bool busy = service.error().code == ErrorCode::kBusy;
    Response refusal =
        ErrorResponse(busy ? 429 : 401, busy ? "TooManyRequests" : "Unauthorized",
                      busy ? service.error().message : "The secret in X-IDENTITY-HEADER is wrong.");
    if (busy) refusal.headers.emplace_back("Retry-After", "5");
    return refusal;
  }
  const auto token = Mint(endpoint, request, *service, AudienceOf(resource));
  if (!token) return ErrorResponse(500, "InternalServerError", "The server cannot sign tokens now.");
  Response response;
  std::string body = "{";
  AppendField(body, "access_token", *token);
  AppendField(body, "expires_on", std::to_string(UnixNow(*endpoint.clock) + kLifetime));
  AppendField(body, "resource", resource);
  AppendField(body, "token_type", "Bearer");
  AppendField(body, "client_id", service->principal.name);
  response.body = body + "}";
  return response;
}

}  // namespace

std::vector<Route> TokenRoutes(const Endpoint& endpoint) {
  const auto token = [endpoint](const Request& request) { return Token(endpoint, request); };
  std::vector<Route> routes;
  for (const char* path : {"/{tenant}/oauth2/v2.0/token", "/{tenant}/oauth2/token"})
    routes.push_back({.method = "POST", .pattern = path, .handler = token, .open = true, .any_case = true});
  routes.push_back(
      {.method = "GET",
       .pattern = "/msi/token",
       .handler = [endpoint](const Request& request) { return ManagedIdentity(endpoint, request); },
       .open = true,
       .any_case = true});
  return routes;
}

}  // namespace harrier::api::identity
