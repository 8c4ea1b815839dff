#include "api/arm/subscriptions.h"

#include <functional>
#include <set>

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
  for (const Workspace& workspace : endpoint.workspaces) {
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
    route.action = "Microsoft.OperationalInsights/workspaces/read";
    route.any_case = true;
    routes.push_back(std::move(route));
  };
  const std::string one = "/subscriptions/{subscription}", group = one + "/resourceGroups/{group}";
  const std::string workspaces = "/providers/Microsoft.OperationalInsights/workspaces";
  add("/subscriptions", List(endpoint, Subscription));
  add(one, One(endpoint, Subscription, "SubscriptionNotFound"));
  add(one + "/resourceGroups", List(endpoint, Group));
  add(group, One(endpoint, Group, "ResourceGroupNotFound"));
  add(one + workspaces, List(endpoint, Described));
  add(group + workspaces, List(endpoint, Described));
  return routes;
}

}  // namespace harrier::api::arm
