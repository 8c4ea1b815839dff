#include "access/oidc/person.h"
#include "access/oidc/spent.h"
#include "access/secret.h"
#include "api/answer/json_fields.h"
#include "api/identity/routes.h"
#include "base/html_text.h"

namespace harrier::api::identity {
namespace {

namespace oidc = access::oidc;

constexpr std::string_view kBegin = "/api/v1/login/oidc";
constexpr std::string_view kCallback = "/api/v1/login/oidc/callback";

/// For the person who came here by a link.
Response Page(int status, std::string_view why) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      R"(<!doctype html><html lang="en"><meta charset="utf-8"><title>Harrier: not logged in</title>)"
      R"(<h1>You are not logged in</h1><p>{}.</p><p><a href="/">Back to Harrier</a></p></html>)",
      HtmlText(why));
  response.headers = {
      {"Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Set-Cookie", SetAttempt("")}};
  return response;
}

Response Redirect(std::string where) {
  Response response;
  response.status = 302;
  response.headers = {{"Location", std::move(where)}, {"Referrer-Policy", "no-referrer"}};
  return response;
}

/// A provider that is down is no fault of the one who logs in.
Response Refuse(const Endpoint& endpoint, const Request& request, const Error& error) {
  endpoint.log->Warning("a login at the provider was refused",
                        {{"address", request.address}, {"why", error.message}});
  switch (error.code) {
    case ErrorCode::kForbidden:
    case ErrorCode::kNotFound:
      return Page(403, error.message);
    case ErrorCode::kConflict:
      return Page(409, error.message);
    case ErrorCode::kBusy:
      return Page(503, error.message);
    case ErrorCode::kTimeout:
      return Page(504,
                  "The provider of the login does not answer: try again later, or log in with a password");
    case ErrorCode::kIo:
    case ErrorCode::kLimit:
    case ErrorCode::kInvalid:
      return Page(502, "The provider of the login cannot be asked now; the server's log says why");
    default:
      return Page(500, "The server cannot log anybody in now; its log says why");
  }
}

/// What there is to log in with, for the page.
Response Ways(const Endpoint& endpoint) {
  Response response;
  response.body = "{";
  AppendJsonField(response.body, "password", endpoint.keys == nullptr ? "false" : "true");
  std::string provider = "null";
  if (endpoint.oidc != nullptr) {
    provider = "{";
    AppendField(provider, "name", endpoint.oidc->settings().name);
    AppendField(provider, "href", kBegin);
    provider += '}';
  }
  AppendJsonField(response.body, "oidc", provider);
  response.body += '}';
  return response;
}

std::optional<Response> Unready(const Endpoint& endpoint, const Request& request) {
  if (endpoint.oidc == nullptr || endpoint.keys == nullptr)
    return Page(404, "No provider of logins is configured here (oidc.issuer)");
  if (!request.secure) return Page(400, "Logins are taken at the https address only");
  return std::nullopt;
}

Response Begin(const Endpoint& endpoint, const Request& request) {
  if (auto refusal = Unready(endpoint, request)) return *std::move(refusal);
  const oidc::Attempt attempt = oidc::NewAttempt(request.origin + std::string(kCallback),
                                                 request.Parameter("return"), UnixNow(*endpoint.clock));
  auto url = endpoint.oidc->Begin(attempt);
  if (!url) return Refuse(endpoint, request, url.error());
  const auto sealed = oidc::SealAttempt(endpoint.keys->seal(), attempt);
  if (!sealed) return Refuse(endpoint, request, sealed.error());
  Response response = Redirect(*std::move(url));
  response.headers.emplace_back("Set-Cookie", SetAttempt(*sealed));
  return response;
}

/// With workspaces by their guids. What is given in one that is not there is given nowhere.
std::vector<oidc::GivenRole> InWorkspaces(const Endpoint& endpoint,
                                          const std::vector<oidc::GivenRole>& roles) {
  std::vector<oidc::GivenRole> known;
  for (const oidc::GivenRole& each : roles) {
    const std::string id = each.workspace.empty() ? "" : endpoint.workspaces->Find(each.workspace);
    if (id.empty() && !each.workspace.empty()) {
      endpoint.log->Warning("oidc.roles names a workspace that is not here", {{"workspace", each.workspace}});
      continue;
    }
    known.push_back({each.role, id});
  }
  return known;
}

/// The login's token.
Result<std::string> LogIn(const Endpoint& endpoint, const Request& request, const oidc::Attempt& attempt) {
  oidc::Provider& provider = *endpoint.oidc;
  const bool named = FindHeader(request.query, "iss").data() != nullptr;
  const auto issuer = named ? std::optional(request.Parameter("iss")) : std::nullopt;
  TRY(const oidc::IdToken token, provider.Finish(attempt, request.Parameter("code"), issuer));
  TRY(oidc::Person person, oidc::PersonOf(token, provider.settings()));
  person.roles = InWorkspaces(endpoint, person.roles);
  const bool maps = provider.settings().maps_roles();
  const store::Actor actor{"system", person.issuer, "", request.address, "oidc"};
  // Nobody is made known who may do nothing.
  const bool create = provider.settings().create_users && (!maps || !person.roles.empty());
  TRY(const access::Principal user, endpoint.directory->LogInExternal(actor, person, create));
  TRY(const auto grants, endpoint.directory->GrantsOf(user.id));
  if (maps && grants.empty()) {
    return Fail(ErrorCode::kForbidden,
                "'{}' has no role here: the claim '{}' holds nothing that oidc.roles names", user.name,
                provider.settings().roles_claim);
  }
  TRY(std::string login, endpoint.logins->Begin(user.id));
  // Somebody may have been disabled or removed meanwhile.
  TRY(const auto now, endpoint.directory->Find(user.id));
  if (now && !now->disabled && now->generation == user.generation) return login;
  TRY_OK(endpoint.logins->End(login));
  return Fail(ErrorCode::kForbidden, "'{}' has been disabled here", user.name);
}

/// The provider sends the browser back here. The cookie says that this browser asked, the state that it asked
/// this, and it is answered once.
Response Finish(const Endpoint& endpoint, const Request& request, oidc::Spent& spent) {
  if (auto refusal = Unready(endpoint, request)) return *std::move(refusal);
  const int64_t now = UnixNow(*endpoint.clock);
  const auto attempt = oidc::UnsealAttempt(endpoint.keys->seal(), AttemptOf(request), now);
  if (!attempt || !access::SameSecret(request.Parameter("state"), attempt->state))
    return Page(400, "This login was not begun in this browser within the last ten minutes: log in again");
  if (!spent.Take(attempt->state, attempt->until, now))
    return Page(400, "This login was answered before: log in again");
  if (const auto error = request.Parameter("error"); !error.empty()) {
    const auto text = request.Parameter("error_description");
    return Refuse(endpoint, request,
                  {ErrorCode::kForbidden,
                   fmt::format("the provider refused: {} {}", error.substr(0, 100), text.substr(0, 300))});
  }
  if (request.Parameter("code").empty()) return Page(400, "The provider sent no code: log in again");
  const auto login = LogIn(endpoint, request, *attempt);
  if (!login) return Refuse(endpoint, request, login.error());
  Response response = Redirect(attempt->return_to);
  response.headers.emplace_back("Set-Cookie", SetCookie(*login));
  response.headers.emplace_back("Set-Cookie", SetAttempt(""));
  return response;
}

}  // namespace

std::vector<Route> OidcRoutes(const Endpoint& endpoint) {
  const auto spent = std::make_shared<oidc::Spent>();
  return {
      {.method = "GET",
       .pattern = "/api/v1/login",
       .handler = [endpoint](const Request&) { return Ways(endpoint); },
       .open = true},
      {.method = "GET",
       .pattern = std::string(kBegin),
       .handler = [endpoint](const Request& request) { return Begin(endpoint, request); },
       .open = true},
      {.method = "GET",
       .pattern = std::string(kCallback),
       .handler = [endpoint, spent](const Request& request) { return Finish(endpoint, request, *spent); },
       .open = true},
  };
}

}  // namespace harrier::api::identity
