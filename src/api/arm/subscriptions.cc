#include "api/arm/subscriptions.h"

#include <functional>
#include <set>

#include "access/actions.h"
#include "access/caller.h"
#include "api/arm/resources/workspace_itself.h"
#include "api/arm/wire.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {
namespace {

namespace json = boost::json;

json::object Subscription(const Endpoint& endpoint, const Workspace& workspace) {
  return {{"id", hunting::Text("/subscriptions/" + workspace.subscription)},
          {"authorizationSource", "RoleBased"},
          {"subscriptionId", hunting::Text(workspace.subscription)},
          {"tenantId", hunting::Text(endpoint.tenant)},
          {"displayName", "Harrier"},
          {"state", "Enabled"},
          {"subscriptionPolicies", json::object{{"spendingLimit", "Off"}}}};
}

json::object Group(const Endpoint&, const Workspace& workspace) {
  return {{"id", hunting::Text(fmt::format("/subscriptions/{}/resourceGroups/{}", workspace.subscription,
                                           workspace.resource_group))},
          {"name", hunting::Text(workspace.resource_group)},
          {"type", "Microsoft.Resources/resourceGroups"},
          {"location", hunting::Text(workspace.location)},
          {"properties", json::object{{"provisioningState", "Succeeded"}}}};
}

json::object Described(const Endpoint&, const Workspace& workspace) {
  return DescribeWorkspace(workspace);
}

using Describe = json::object (*)(const Endpoint&, const Workspace&);

/// What the workspaces below the path's subscription and group are described as, each once.
std::vector<json::object> Below(const Endpoint& endpoint, const Request& request, Describe describe) {
  std::vector<json::object> all;
  std::set<std::string> seen;
  const auto& parts = request.captures;
  const auto workspaces = endpoint.workspaces();
  for (const Workspace& workspace : *workspaces) {
    if (request.caller != nullptr && !request.caller->MayIn(workspace.id, access::kReadWorkspace)) continue;
    if (!parts.empty() && !SameText(parts[0], workspace.subscription)) continue;
    if (parts.size() > 1 && !SameText(parts[1], workspace.resource_group)) continue;
    json::object described = describe(endpoint, workspace);
    if (seen.insert(std::string(hunting::TextMember(described, "id"))).second)
      all.push_back(std::move(described));
  }
  return all;
}

Handler List(std::shared_ptr<const Endpoint> endpoint, Describe describe) {
  return [endpoint = std::move(endpoint), describe](const Request& request) {
    if (auto refusal = RefuseVersion(request)) return *std::move(refusal);
    json::array value;
    for (json::object& one : Below(*endpoint, request, describe)) value.emplace_back(std::move(one));
    const size_t count = value.size();
    return JsonAnswer(200, json::object{{"value", std::move(value)},
                                        {"count", json::object{{"type", "Total"}, {"value", count}}}});
  };
}

Handler One(std::shared_ptr<const Endpoint> endpoint, Describe describe, std::string_view code) {
  return [endpoint = std::move(endpoint), describe, code](const Request& request) {
    if (auto refusal = RefuseVersion(request)) return *std::move(refusal);
    const auto found = Below(*endpoint, request, describe);
    if (found.empty())
      return ErrorResponse(404, code, fmt::format("There is no '{}'.", request.captures.back()));
    return JsonAnswer(200, found.front());
  };
}

const Workspace* Named(const std::vector<Workspace>& workspaces, const std::vector<std::string>& parts) {
  for (const Workspace& workspace : workspaces) {
    if (SameText(workspace.subscription, parts[0]) && SameText(workspace.resource_group, parts[1]) &&
        SameText(workspace.name, parts[2]))
      return &workspace;
  }
  return nullptr;
}

store::Actor ActorOf(const Request& request) {
  store::Actor actor = request.caller->actor();
  actor.surface = "arm";
  return actor;
}

Response MakeWorkspace(const Endpoint& endpoint, const Request& request) {
  const auto& parts = request.captures;
  const auto before = endpoint.workspaces();
  if (!SameText(before->front().subscription, parts[0]))
    return ErrorResponse(404, "SubscriptionNotFound",
                         fmt::format("The subscription '{}' could not be found.", parts[0]));
  const auto body = ReadBody(request);
  if (!body) return ErrorAnswer(body.error());
  const std::string_view location = hunting::TextMember(*body, "location");
  const auto made = endpoint.make_workspace(
      ActorOf(request), {parts[1], parts[2], location.empty() ? "local" : std::string(location)});
  if (!made) return ErrorAnswer(made.error());
  const auto after = endpoint.workspaces();
  const Workspace* const workspace = Named(*after, parts);
  if (workspace == nullptr)
    return ErrorAnswer({ErrorCode::kConflict, fmt::format("the workspace '{}' was removed again", parts[2])});
  return JsonAnswer(*made ? 201 : 200, DescribeWorkspace(*workspace));
}

Response RemoveWorkspace(const Endpoint& endpoint, const Request& request) {
  const auto workspaces = endpoint.workspaces();
  const Workspace* const workspace = Named(*workspaces, request.captures);
  Response response;
  if (workspace == nullptr) {
    response.status = 204;
    return response;
  }
  if (const auto removed = endpoint.remove_workspace(ActorOf(request), *workspace); !removed)
    return ErrorAnswer(removed.error());
  return response;
}

/// To make and to remove workspaces is for those whose roles hold in the whole tenant.
Route WorkspaceRoute(const std::shared_ptr<const Endpoint>& endpoint, std::string method, std::string pattern,
                     std::string_view verb, Response (*handle)(const Endpoint&, const Request&)) {
  Route route{std::move(method), std::move(pattern), [endpoint, handle](const Request& request) {
                if (auto refusal = RefuseVersion(request)) return *std::move(refusal);
                return handle(*endpoint, request);
              }};
  route.action = fmt::format("Microsoft.OperationalInsights/workspaces/{}", verb);
  route.any_case = true;
  return route;
}

}  // namespace

std::optional<Response> RefuseVersion(const Request& request) {
  if (!request.Parameter("api-version").empty()) return std::nullopt;
  return ErrorResponse(400, "MissingApiVersionParameter",
                       "The api-version query parameter (?api-version=) is required for all requests.");
}

std::vector<Route> SubscriptionRoutes(const std::shared_ptr<const Endpoint>& endpoint) {
  std::vector<Route> routes;
  const auto add = [&](std::string pattern, Handler handler) {
    Route route{"GET", std::move(pattern), std::move(handler)};
    route.action = access::kReadWorkspace;
    route.any_workspace = true;
    route.any_case = true;
    routes.push_back(std::move(route));
  };
  const std::string one = "/subscriptions/{subscription}", group = one + "/resourceGroups/{group}";
  const std::string workspaces = "/providers/Microsoft.OperationalInsights/workspaces";
  routes.push_back(WorkspaceRoute(endpoint, "PUT", group + workspaces + "/{name}", "write", MakeWorkspace));
  routes.push_back(
      WorkspaceRoute(endpoint, "DELETE", group + workspaces + "/{name}", "delete", RemoveWorkspace));
  add("/subscriptions", List(endpoint, Subscription));
  add(one, One(endpoint, Subscription, "SubscriptionNotFound"));
  add(one + "/resourceGroups", List(endpoint, Group));
  add(group, One(endpoint, Group, "ResourceGroupNotFound"));
  add(one + workspaces, List(endpoint, Described));
  add(group + workspaces, List(endpoint, Described));
  return routes;
}

}  // namespace harrier::api::arm
