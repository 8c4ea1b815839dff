#include "api/identity/authenticate.h"

#include "access/actions.h"
#include "access/secret.h"
#include "access/token.h"
#include "api/data_collector/signature.h"
#include "api/identity/upload_token.h"
#include "api/kusto/queued.h"

namespace harrier::api::identity {
namespace {

using CallerPtr = std::shared_ptr<const access::Caller>;

/// What a request came through, for the journal.
std::string_view SurfaceOf(std::string_view path) {
  while (path.starts_with("//")) path.remove_prefix(1);
  if (path.starts_with("/v1/rest") || path.starts_with("/v2/rest")) return "kusto";
  if (path.starts_with("/api/logs") || SameText(path.substr(0, 20), "/dataCollectionRules"))
    return "ingestion";
  if (path.starts_with("/api/")) return "page";
  if (SameText(path.substr(0, 14), "/subscriptions")) return "arm";
  return "log analytics";
}

bool IsUpload(std::string_view path) {
  return path.starts_with(kusto::kUploadPath) || path.starts_with(kusto::kQueuePath);
}

bool ChangesSomething(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

class Authenticator {
 public:
  Authenticator(const Endpoint& endpoint, const access::Role& open_role)
      : endpoint_(endpoint), open_role_(std::make_shared<const access::Role>(open_role)) {
    auto sender = std::make_shared<access::Role>();
    sender->name = "Data Collector";
    sender->actions = {"Microsoft.Insights/dataCollectionRules/data/write", std::string(access::kWriteRows),
                       std::string(access::kWriteTables)};
    sender_role_ = std::move(sender);
  }

  Result<CallerPtr> operator()(const Request& request, const Listener& listener) const {
    const std::string_view header = request.Header("Authorization");
    if (endpoint_.keys != nullptr) {
      if (SameText(header.substr(0, 7), "Bearer ")) return ByToken(request, header.substr(7), false);
      if (const auto ticket = request.Parameter("sig");
          IsUpload(request.path) && !ticket.empty() && ticket != "open")
        return ByToken(request, ticket, true);
      if (SameText(header.substr(0, 10), "SharedKey ")) return ByWorkspaceKey(request, header.substr(10));
      if (listener.secure) {
        if (const std::string cookie = CookieOf(request); !cookie.empty()) return ByCookie(request, cookie);
      }
    }
    if (!listener.secure) return Local(request);
    return Fail(ErrorCode::kForbidden, "log in first: the request has no bearer token");
  }

 private:
  std::shared_ptr<access::Caller> Make(const Request& request, access::Principal principal,
                                       std::vector<access::Grant> grants) const {
    auto caller = std::make_shared<access::Caller>();
    caller->principal = std::move(principal);
    caller->grants = std::move(grants);
    caller->workspace = endpoint_.tenant.workspace;
    caller->address = request.address;
    caller->surface = SurfaceOf(request.path);
    return caller;
  }

  /// With what the caller's roles let see of the tables.
  Result<CallerPtr> Seeing(std::shared_ptr<access::Caller> caller) const {
    TRY(auto rules, endpoint_.directory->TableRules());
    caller->table_rules = std::make_shared<const std::vector<access::TableRule>>(std::move(rules));
    caller->view = access::ViewOf(caller->grants, caller->workspace, caller->table_rules);
    return caller;
  }

  Result<CallerPtr> Local(const Request& request) const {
    access::Principal local;
    local.name = "local";
    return Seeing(Make(request, std::move(local), {{open_role_, ""}}));
  }

  Result<access::Principal> Find(std::string_view id) const {
    TRY(auto principal, endpoint_.directory->Find(id));
    if (!principal) return Fail(ErrorCode::kForbidden, "the one who logged in is no longer known here");
    if (principal->disabled) return Fail(ErrorCode::kForbidden, "the one who logged in has been disabled");
    return *std::move(principal);
  }

  Result<CallerPtr> Known(const Request& request, access::Principal principal, std::string proof) const {
    TRY(auto grants, endpoint_.directory->GrantsOf(principal.id));
    auto caller = Make(request, std::move(principal), std::move(grants));
    caller->proof = std::move(proof);
    return Seeing(std::move(caller));
  }

  /// `upload`: only a token that was made for that will do, which is good for nothing else.
  Result<CallerPtr> ByToken(const Request& request, std::string_view token, bool upload) const {
    TRY(const access::Claims claims,
        access::VerifyToken(endpoint_.keys->signing(), token, UnixNow(*endpoint_.clock)));
    if (claims.tenant != endpoint_.tenant.id)
      return Fail(ErrorCode::kForbidden, "the token is of another tenant");
    if ((claims.audience == kUploadAudience) != upload)
      return Fail(ErrorCode::kForbidden, "the token was made for another use");
    TRY(auto principal, Find(claims.object_id));
    // What it was given for may be gone long before its hour is over.
    TRY(const bool by_secret, endpoint_.directory->Holds(principal, claims.proof));
    TRY(const bool by_login, endpoint_.logins->Holds(principal.id, claims.proof));
    if (!by_secret && !by_login)
      return Fail(ErrorCode::kForbidden,
                  "the token was revoked with the secret or the login that it was for");
    return Known(request, std::move(principal), claims.proof);
  }

  Result<CallerPtr> ByCookie(const Request& request, const std::string& cookie) const {
    TRY(const auto principal, endpoint_.logins->Find(cookie));
    if (!principal) return Fail(ErrorCode::kForbidden, "the login has ended: log in again");
    if (ChangesSomething(request.method) &&
        !access::SameSecret(request.Header("X-CSRF-Token"), access::Logins::CsrfOf(cookie)))
      return Fail(ErrorCode::kForbidden, "the header X-CSRF-Token is missing or wrong");
    TRY(auto found, Find(*principal));
    return Known(request, std::move(found), access::Logins::ProofOf(cookie));
  }

  /// `{workspace}:{signature}` of the HTTP Data Collector API, and there only.
  Result<CallerPtr> ByWorkspaceKey(const Request& request, std::string_view given) const {
    const size_t colon = given.find(':');
    const std::string workspace =
        colon == std::string_view::npos ? "" : endpoint_.workspaces->Find(given.substr(0, colon));
    if (request.path != "/api/logs" || workspace.empty() || !SameText(given.substr(0, colon), workspace))
      return Fail(ErrorCode::kForbidden, "a workspace's key is for its own Data Collector API only");
    TRY(const std::string key, endpoint_.directory->WorkspaceKey(workspace));
    TRY_OK(data_collector::CheckDate(request, endpoint_.clock->Now()));
    const std::string wanted = data_collector::Sign(key, request);
    if (wanted.empty() || !access::SameSecret(wanted, given.substr(colon + 1)))
      return Fail(ErrorCode::kForbidden, "the signature of the request is wrong");
    access::Principal sender;
    sender.id = workspace;
    sender.name = "Data Collector";
    sender.kind = access::Principal::Kind::kService;
    return Make(request, std::move(sender), {{sender_role_, workspace}});
  }

  Endpoint endpoint_;
  std::shared_ptr<const access::Role> open_role_;
  std::shared_ptr<const access::Role> sender_role_;
};

}  // namespace

Authenticate MakeAuthenticate(const Endpoint& endpoint, const access::Role& open_role) {
  return Authenticator(endpoint, open_role);
}

}  // namespace harrier::api::identity
