#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "access/actions.h"
#include "api/answer/json_fields.h"
#include "api/identity/routes.h"

namespace harrier::api::identity {
namespace {

namespace json = boost::json;

/// The members of a request's JSON object that are texts.
std::string Member(const json::value& body, std::string_view name) {
  const auto* const object = body.if_object();
  const auto* const member = object == nullptr ? nullptr : object->if_contains(name);
  const auto* const text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? "" : std::string(text->c_str(), text->size());
}

json::value ParseBody(const Request& request) {
  boost::system::error_code failure;
  json::value body = json::parse(request.body, failure);
  return failure ? json::value() : body;
}

/// Whom the page greets, and what it may offer.
std::string About(const Endpoint& endpoint, const access::Principal& principal,
                  const std::vector<access::Grant>& grants, std::string_view token) {
  std::string user = "{";
  AppendField(user, "id", principal.id);
  AppendField(user, "name", principal.name);
  AppendField(user, "displayName", principal.display_name);
  AppendField(user, "email", principal.email);
  AppendField(user, "kind", principal.kind == access::Principal::Kind::kUser ? "user" : "service");
  std::string roles = "[";
  for (const access::Grant& grant : grants) {
    if (roles.back() != '[') roles += ',';
    roles += "{";
    AppendField(roles, "name", grant.role->name);
    AppendField(roles, "workspace", grant.workspace);
    const auto append = [&](std::string_view name, const std::vector<std::string>& patterns) {
      std::string list = "[";
      for (const std::string& pattern : patterns) {
        if (list.back() != '[') list += ',';
        AppendJsonString(list, pattern);
      }
      AppendJsonField(roles, name, list + "]");
    };
    append("actions", grant.role->actions);
    append("notActions", grant.role->not_actions);
    roles += '}';
  }
  std::string workspace = "{";
  AppendField(workspace, "id", endpoint.tenant.workspace);
  AppendField(workspace, "tenant", endpoint.tenant.id);
  AppendField(workspace, "subscription", endpoint.tenant.subscription);
  AppendField(workspace, "resourceGroup", endpoint.tenant.resource_group);
  std::string body = "{";
  AppendJsonField(body, "user", user + "}");
  AppendJsonField(body, "roles", roles + "]");
  AppendJsonField(body, "workspace", workspace + "}");
  // All that this one may look into, the first one first.
  access::Caller asked;
  asked.grants = grants;
  std::string workspaces = "[";
  for (const WorkspaceNames& each : endpoint.workspaces->All()) {
    if (!asked.MayIn(each.id, access::kReadWorkspace)) continue;
    if (workspaces.back() != '[') workspaces += ',';
    workspaces += '{';
    AppendField(workspaces, "id", each.id);
    AppendField(workspaces, "name", each.name);
    workspaces += '}';
  }
  AppendJsonField(body, "workspaces", workspaces + "]");
  if (!token.empty()) AppendField(body, "csrf", access::Logins::CsrfOf(token));
  return body + "}";
}

Response Refuse(const Error& error) {
  if (error.code == ErrorCode::kForbidden)
    return ErrorResponse(401, "InvalidCredentials", "The name or the password is wrong.");
  if (error.code == ErrorCode::kBusy) {
    Response busy = ErrorResponse(429, "TooManyRequests", error.message);
    busy.headers.emplace_back("Retry-After", "5");
    return busy;
  }
  if (error.code == ErrorCode::kInvalid) return ErrorResponse(400, "BadRequest", error.message);
  return ErrorResponse(500, "InternalServerError", "The server cannot look at passwords now.");
}

/// A login by a password that may be changed at the same moment: either the change finds the login and ends
/// it, or the login finds the change.
Result<std::string> Begin(const Endpoint& endpoint, const access::Proven& user) {
  TRY(std::string token, endpoint.logins->Begin(user.principal.id));
  TRY(const auto now, endpoint.directory->Find(user.principal.id));
  const auto holds = now ? endpoint.directory->Holds(*now, user.proof) : Result<bool>(false);
  if (holds && *holds) return token;
  TRY_OK(endpoint.logins->End(token));
  return Fail(ErrorCode::kForbidden, "the password was changed meanwhile");
}

Response Login(const Endpoint& endpoint, const Request& request) {
  if (!request.secure)
    return ErrorResponse(400, "SecureAddressRequired", "Passwords are taken at the https address only.");
  if (endpoint.keys == nullptr)
    return ErrorResponse(400, "NotInitialised", "Nobody can log in here yet: run harrier init.");
  const json::value body = ParseBody(request);
  const std::string name = Member(body, "user");
  const std::string password = Member(body, "password");
  if (name.empty() || password.empty())
    return ErrorResponse(400, "BadRequest", R"(The body must be {"user":…,"password":…}.)");
  const auto user = endpoint.directory->CheckPassword(name, password, request.address);
  if (!user) {
    endpoint.log->Warning("a login was refused", {{"address", request.address}});
    return Refuse(user.error());
  }
  const access::Principal& principal = user->principal;
  const auto grants = endpoint.directory->GrantsOf(principal.id);
  const auto token = grants ? Begin(endpoint, *user) : tl::unexpected(grants.error());
  if (!token) return Refuse(token.error());
  Response response;
  response.body = About(endpoint, principal, *grants, *token);
  response.headers.emplace_back("Set-Cookie", SetCookie(*token));
  return response;
}

Response Logout(const Endpoint& endpoint, const Request& request) {
  const std::string token = CookieOf(request);
  if (!token.empty() && endpoint.logins != nullptr) {
    if (const auto ended = endpoint.logins->End(token); !ended) return Refuse(ended.error());
  }
  Response response;
  response.body = "{}";
  response.headers.emplace_back("Set-Cookie", SetCookie(""));
  return response;
}

Response Me(const Endpoint& endpoint, const Request& request) {
  const bool by_cookie = request.secure && request.Header("Authorization").empty();
  Response response;
  response.body =
      About(endpoint, request.caller->principal, request.caller->grants, by_cookie ? CookieOf(request) : "");
  return response;
}

/// {"old":…,"new":…}; all logins of the user end.
Response ChangePassword(const Endpoint& endpoint, const Request& request) {
  const access::Principal& me = request.caller->principal;
  if (endpoint.directory == nullptr || me.id.empty() || me.kind != access::Principal::Kind::kUser)
    return ErrorResponse(400, "BadRequest", "Only people have passwords.");
  if (!me.issuer.empty())
    return ErrorResponse(400, "BadRequest", "Change your password where you log in: " + me.issuer);
  const json::value body = ParseBody(request);
  if (const auto known = endpoint.directory->CheckPassword(me.name, Member(body, "old"), request.address);
      !known)
    return Refuse(known.error());
  if (const auto set = endpoint.directory->SetPassword(request.caller->actor(), me.id, Member(body, "new"));
      !set)
    return Refuse(set.error());
  Response response;
  response.body = "{}";
  return response;
}

}  // namespace

std::vector<Route> LoginRoutes(const Endpoint& endpoint) {
  return {
      {.method = "POST",
       .pattern = "/api/v1/login",
       .handler = [endpoint](const Request& request) { return Login(endpoint, request); },
       .open = true},
      {.method = "POST",
       .pattern = "/api/v1/logout",
       .handler = [endpoint](const Request& request) { return Logout(endpoint, request); },
       .action = "Harrier/me/logout/action",
       .any_workspace = true},
      {.method = "GET",
       .pattern = "/api/v1/me",
       .handler = [endpoint](const Request& request) { return Me(endpoint, request); },
       .action = std::string(access::kReadMe),
       .any_workspace = true},
      {.method = "POST",
       .pattern = "/api/v1/me/password",
       .handler = [endpoint](const Request& request) { return ChangePassword(endpoint, request); },
       .action = "Harrier/me/password/write",
       .any_workspace = true},
  };
}

}  // namespace harrier::api::identity
