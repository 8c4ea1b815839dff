#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "api/answer/json_fields.h"
#include "api/endpoints.h"
#include "api/identity/routes.h"
#include "base/time_text.h"

namespace harrier::api::identity {
namespace {

namespace json = boost::json;
using access::Principal;

Response Refuse(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kSyntax:
    case ErrorCode::kSemantic:
    case ErrorCode::kNotSupported:
      return ErrorResponse(400, "BadRequest", error.message);
    case ErrorCode::kNotFound:
      return ErrorResponse(404, "NotFound", error.message);
    case ErrorCode::kConflict:
      return ErrorResponse(409, "Conflict", error.message);
    case ErrorCode::kForbidden:
      return ErrorResponse(403, "Forbidden", error.message);
    default:
      return ErrorResponse(500, "InternalServerError", "The change cannot be made now.");
  }
}

/// A request's JSON object.
class Body {
 public:
  static Result<Body> Of(const Request& request) {
    boost::system::error_code failure;
    json::value value = json::parse(request.body, failure);
    if (failure || !value.is_object()) return Fail(ErrorCode::kInvalid, "the body must be a JSON object");
    return Body(std::move(value));
  }
  std::string Text(std::string_view name) const {
    const auto* const member = value_.get_object().if_contains(name);
    const auto* const text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? "" : std::string(text->c_str(), text->size());
  }
  bool Flag(std::string_view name) const {
    const auto* const member = value_.get_object().if_contains(name);
    return member != nullptr && member->is_bool() && member->get_bool();
  }
  bool HasFlag(std::string_view name) const {
    const auto* const member = value_.get_object().if_contains(name);
    return member != nullptr && member->is_bool();
  }
  std::vector<std::string> Texts(std::string_view name) const {
    std::vector<std::string> texts;
    const auto* const member = value_.get_object().if_contains(name);
    if (member == nullptr || !member->is_array()) return texts;
    for (const json::value& item : member->get_array()) {
      if (item.is_string()) texts.emplace_back(item.get_string().c_str(), item.get_string().size());
    }
    return texts;
  }

 private:
  explicit Body(json::value value) : value_(std::move(value)) {}
  json::value value_;
};

std::string Shown(const Principal& principal) {
  std::string out = "{";
  AppendField(out, "id", principal.id);
  AppendField(out, principal.kind == Principal::Kind::kUser ? "name" : "clientId", principal.name);
  AppendField(out, "displayName", principal.display_name);
  AppendField(out, "email", principal.email);
  if (!principal.issuer.empty()) {
    AppendField(out, "issuer", principal.issuer);
    AppendField(out, "subject", principal.subject);
  }
  AppendJsonField(out, "enabled", principal.disabled ? "false" : "true");
  return out + "}";
}

std::string Shown(const access::SecretInfo& secret) {
  std::string out = "{";
  AppendField(out, "id", secret.id);
  AppendField(out, "created", FormatDatetime(secret.created));
  if (!secret.text.empty()) AppendField(out, "secret", secret.text);
  return out + "}";
}

std::string Shown(const access::Assignment& assignment) {
  std::string out = "{";
  AppendField(out, "id", assignment.id);
  AppendField(out, "principal", assignment.principal);
  AppendField(out, "role", assignment.role);
  AppendField(out, "workspace", assignment.workspace);
  if (!assignment.source.empty()) AppendField(out, "source", assignment.source);
  return out + "}";
}

std::string Shown(const access::TableRule& rule) {
  std::string out = "{";
  AppendField(out, "id", rule.id);
  AppendField(out, "role", rule.role);
  AppendField(out, "table", rule.table);
  AppendJsonField(out, "hidden", rule.hidden ? "true" : "false");
  AppendField(out, "rows", rule.rows);
  return out + "}";
}

std::string Shown(const access::Role& role) {
  const auto list = [](const std::vector<std::string>& patterns) {
    std::string out = "[";
    for (const std::string& pattern : patterns) {
      if (out.back() != '[') out += ',';
      AppendJsonString(out, pattern);
    }
    return out + "]";
  };
  std::string out = "{";
  AppendField(out, "id", role.id);
  AppendField(out, "name", role.name);
  AppendField(out, "description", role.description);
  AppendJsonField(out, "builtIn", access::FindBuiltInRole(role.id) == nullptr ? "false" : "true");
  AppendJsonField(out, "actions", list(role.actions));
  AppendJsonField(out, "notActions", list(role.not_actions));
  return out + "}";
}

template <typename T>
Result<std::string> ListOf(const Result<std::vector<T>>& items) {
  if (!items) return tl::unexpected(items.error());
  std::string out = R"({"value":[)";
  for (const T& item : *items) {
    if (out.back() != '[') out += ',';
    out += Shown(item);
  }
  return out + "]}";
}

Result<std::string> Removed(const Result<bool>& removed) {
  if (!removed) return tl::unexpected(removed.error());
  if (!*removed) return Fail(ErrorCode::kNotFound, "there is none with this id");
  return std::string("{}");
}

using Answered = std::function<Result<std::string>(access::Directory&, const Request&)>;

Route Make(const Endpoint& endpoint, std::string method, std::string pattern, std::string action,
           Answered make) {
  const int good = method == "POST" ? 201 : 200;
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .handler =
              [directory = endpoint.directory, make = std::move(make), good](const Request& request) {
                const auto body = make(*directory, request);
                if (!body) return Refuse(body.error());
                Response response;
                response.status = good;
                response.body = *body;
                return response;
              },
          .action = std::move(action)};
}

/// What Make needs, with the endpoint filled in.
auto MakerFor(const Endpoint& endpoint) {
  return [&endpoint](std::string method, std::string pattern, std::string action, Answered answer) {
    return Make(endpoint, std::move(method), std::move(pattern), std::move(action), std::move(answer));
  };
}

template <typename T>
Answered Lists(Result<std::vector<T>> (access::Directory::*list)()) {
  return [list](access::Directory& people, const Request&) { return ListOf((people.*list)()); };
}

Answered Lists(Principal::Kind kind) {
  return [kind](access::Directory& people, const Request&) -> Result<std::string> {
    TRY(auto principals, people.List());
    std::erase_if(principals, [&](const Principal& each) { return each.kind != kind; });
    return ListOf<Principal>(std::move(principals));
  };
}

Answered Removes(Result<bool> (access::Directory::*remove)(const store::Actor&, std::string_view)) {
  return [remove](access::Directory& people, const Request& request) {
    return Removed((people.*remove)(request.caller->actor(), request.captures[0]));
  };
}

/// With a password, or with the subject by which the provider `issuer` knows the user.
Result<std::string> AddUser(access::Directory& people, const Request& request, const std::string& issuer) {
  TRY(const Body body, Body::Of(request));
  Principal user{"", body.Text("name"), body.Text("displayName"), body.Text("email"), {}};
  user.subject = body.Text("subject");
  if (user.subject.empty()) {
    TRY(user, people.AddUser(request.caller->actor(), user, body.Text("password")));
    return Shown(user);
  }
  if (issuer.empty())
    return Fail(ErrorCode::kInvalid, "there is no provider whose subject this could be (oidc.issuer)");
  if (!body.Text("password").empty())
    return Fail(ErrorCode::kInvalid, "who logs in at the provider has no password here");
  user.issuer = issuer;
  TRY(user, people.AddExternalUser(request.caller->actor(), user));
  return Shown(user);
}

/// Ids of users and services do not mix.
Result<Principal> FindPrincipal(access::Directory& people, const Request& request, Principal::Kind kind) {
  TRY(auto found, people.Find(request.captures[0]));
  if (!found || found->kind != kind) return Fail(ErrorCode::kNotFound, "there is none with this id");
  return *std::move(found);
}

Result<std::string> RemovePrincipal(access::Directory& people, const Request& request, Principal::Kind kind) {
  TRY(const Principal found, FindPrincipal(people, request, kind));
  return Removed(people.Remove(request.caller->actor(), found.id));
}

/// {"enabled": false}
Result<std::string> EnablePrincipal(access::Directory& people, const Request& request, Principal::Kind kind) {
  TRY(const Body body, Body::Of(request));
  if (!body.HasFlag("enabled")) return Fail(ErrorCode::kInvalid, "the body must say enabled: true or false");
  TRY(const Principal found, FindPrincipal(people, request, kind));
  TRY(const Principal changed, people.SetEnabled(request.caller->actor(), found.id, body.Flag("enabled")));
  return Shown(changed);
}

Result<std::string> PutRole(access::Directory& people, const Request& request, std::string id) {
  TRY(const Body body, Body::Of(request));
  TRY(const access::Role role,
      people.PutRole(request.caller->actor(), {std::move(id), body.Text("name"), body.Text("description"),
                                               body.Texts("actions"), body.Texts("notActions")}));
  return Shown(role);
}

/// The rows of a rule are a condition over the table, as after `where`; over that of the first workspace that
/// has one of this name, since rules hold in all.
Status CheckRule(const Workspaces& workspaces, const access::TableRule& rule) {
  catalog::TablePtr table;
  std::shared_ptr<const Endpoints> there;
  for (const WorkspaceNames& each : workspaces.All()) {
    there = workspaces.Of(each.id);
    if (there != nullptr) table = there->kusto.service->catalog()->FindTable(rule.table);
    if (table != nullptr) break;
  }
  if (table == nullptr) return Fail(ErrorCode::kNotFound, "there is no table '{}'", rule.table);
  if (rule.hidden) return Ok();
  if (rule.rows.empty())
    return Fail(ErrorCode::kInvalid, "a rule hides the table, or says in rows which of them are seen");
  // Both places take a condition; a text that closes one bracket and opens another fits one of them at most.
  for (const std::string& condition : {rule.rows, "iff((" + rule.rows + "\n), true, false)"}) {
    query::Request ask;
    ask.text = fmt::format("['{}'] | where ({}\n)", table->name, condition);
    const query::Checked checked = there->kusto.service->Check(ask);
    if (checked.error) return Fail(ErrorCode::kInvalid, "rows: {}", checked.error->message);
  }
  return Ok();
}

Result<std::string> PutRule(access::Directory& people, const Workspaces& workspaces, const Request& request,
                            std::string id) {
  TRY(const Body body, Body::Of(request));
  const access::TableRule rule{std::move(id), body.Text("role"), body.Text("table"), body.Flag("hidden"),
                               body.Text("rows")};
  TRY_OK(CheckRule(workspaces, rule));
  TRY(const access::TableRule put, people.PutTableRule(request.caller->actor(), rule));
  return Shown(put);
}

/// The guid of the workspace that a role is given for; empty for the whole tenant.
Result<std::string> WorkspaceOf(const Workspaces& workspaces, const std::string& name) {
  if (name.empty()) return std::string();
  std::string id = workspaces.Find(name);
  if (id.empty()) return Fail(ErrorCode::kInvalid, "there is no workspace '{}' to give a role for", name);
  return id;
}

}  // namespace

std::vector<Route> PeopleRoutes(const Endpoint& endpoint) {
  const std::string users = "/api/v1/users";
  const std::string services = "/api/v1/service-principals";
  const std::string issuer = endpoint.oidc == nullptr ? "" : endpoint.oidc->settings().issuer;
  const auto make = MakerFor(endpoint);
  return {
      make("GET", users, "Harrier/users/read", Lists(Principal::Kind::kUser)),
      make("POST", users, "Harrier/users/write",
           [issuer](auto& people, const Request& request) { return AddUser(people, request, issuer); }),
      make("PATCH", users + "/{id}", "Harrier/users/write",
           [](auto& people, const Request& request) {
             return EnablePrincipal(people, request, Principal::Kind::kUser);
           }),
      make("DELETE", users + "/{id}", "Harrier/users/delete",
           [](auto& people, const Request& request) {
             return RemovePrincipal(people, request, Principal::Kind::kUser);
           }),
      make("POST", users + "/{id}/password", "Harrier/credentials/write",
           [](auto& people, const Request& request) -> Result<std::string> {
             TRY(const Body body, Body::Of(request));
             TRY_OK(people.SetPassword(request.caller->actor(), request.captures[0], body.Text("password")));
             return std::string("{}");
           }),
      make("GET", services, "Harrier/servicePrincipals/read", Lists(Principal::Kind::kService)),
      make("POST", services, "Harrier/servicePrincipals/write",
           [](auto& people, const Request& request) -> Result<std::string> {
             TRY(const Body body, Body::Of(request));
             const std::string name = body.Text("displayName");
             if (name.empty()) return Fail(ErrorCode::kInvalid, "displayName is missing");
             TRY(const Principal service, people.AddService(request.caller->actor(), name));
             return Shown(service);
           }),
      make("PATCH", services + "/{id}", "Harrier/servicePrincipals/write",
           [](auto& people, const Request& request) {
             return EnablePrincipal(people, request, Principal::Kind::kService);
           }),
      make("DELETE", services + "/{id}", "Harrier/servicePrincipals/delete",
           [](auto& people, const Request& request) {
             return RemovePrincipal(people, request, Principal::Kind::kService);
           }),
      make("POST", services + "/{id}/secrets", "Harrier/credentials/write",
           [](auto& people, const Request& request) -> Result<std::string> {
             TRY(const access::SecretInfo secret,
                 people.AddSecret(request.caller->actor(), request.captures[0]));
             return Shown(secret);
           }),
      make("GET", services + "/{id}/secrets", "Harrier/credentials/read",
           [](auto& people, const Request& request) -> Result<std::string> {
             TRY(const Principal found, FindPrincipal(people, request, Principal::Kind::kService));
             return ListOf(people.Secrets(found.id));
           }),
      make("DELETE", services + "/{id}/secrets/{secret}", "Harrier/credentials/delete",
           [](auto& people, const Request& request) {
             return Removed(
                 people.RemoveSecret(request.caller->actor(), request.captures[0], request.captures[1]));
           }),
  };
}

std::vector<Route> RoleRoutes(const Endpoint& endpoint) {
  const std::string roles = "/api/v1/roles";
  const std::string given = "/api/v1/role-assignments";
  const std::string rules = "/api/v1/table-rules";
  const auto make = MakerFor(endpoint);
  return {
      make("GET", roles, "Microsoft.Authorization/roleDefinitions/read", Lists(&access::Directory::Roles)),
      make("POST", roles, "Microsoft.Authorization/roleDefinitions/write",
           [](auto& people, const Request& request) { return PutRole(people, request, ""); }),
      make(
          "PUT", roles + "/{id}", "Microsoft.Authorization/roleDefinitions/write",
          [](auto& people, const Request& request) { return PutRole(people, request, request.captures[0]); }),
      make("DELETE", roles + "/{id}", "Microsoft.Authorization/roleDefinitions/delete",
           Removes(&access::Directory::RemoveRole)),
      make("GET", given, "Microsoft.Authorization/roleAssignments/read",
           [](auto& people, const Request&) { return ListOf(people.Assignments(std::nullopt)); }),
      make("POST", given, "Microsoft.Authorization/roleAssignments/write",
           [workspaces = endpoint.workspaces](auto& people, const Request& request) -> Result<std::string> {
             TRY(const Body body, Body::Of(request));
             TRY(const std::string workspace, WorkspaceOf(*workspaces, body.Text("workspace")));
             TRY_OK(people.Assign(request.caller->actor(), body.Text("principal"), body.Text("role"),
                                  workspace));
             const std::string principal = body.Text("principal");
             return ListOf(people.Assignments(principal));
           }),
      make("DELETE", given + "/{principal}/{id}", "Microsoft.Authorization/roleAssignments/delete",
           [](auto& people, const Request& request) {
             return Removed(
                 people.Unassign(request.caller->actor(), request.captures[0], request.captures[1]));
           }),
      make("GET", rules, "Harrier/tableRules/read", Lists(&access::Directory::TableRules)),
      make("POST", rules, "Harrier/tableRules/write",
           [workspaces = endpoint.workspaces](auto& people, const Request& request) {
             return PutRule(people, *workspaces, request, "");
           }),
      make("PUT", rules + "/{id}", "Harrier/tableRules/write",
           [workspaces = endpoint.workspaces](auto& people, const Request& request) {
             return PutRule(people, *workspaces, request, request.captures[0]);
           }),
      make("DELETE", rules + "/{id}", "Harrier/tableRules/delete",
           Removes(&access::Directory::RemoveTableRule)),
  };
}

}  // namespace harrier::api::identity
