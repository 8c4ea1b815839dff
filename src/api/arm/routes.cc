#include "api/arm/routes.h"

#include <memory>

#include "api/arm/resources/families.h"
#include "api/arm/resources/threat_import.h"
#include "api/arm/subscriptions.h"

namespace harrier::api::arm {
namespace {

using Handle = std::function<Response(const Context&)>;

/// Finds the workspace that the path names, or the first of the resource group.
Handler InWorkspace(std::shared_ptr<const Endpoint> endpoint, Provider provider, Handle handle) {
  const size_t coordinates = provider == Provider::kInsights ? 2 : 3;
  return [endpoint = std::move(endpoint), handle = std::move(handle), coordinates](const Request& request) {
    if (auto refusal = RefuseVersion(request)) return *std::move(refusal);
    const auto& parts = request.captures;
    bool subscription = false, group = false;
    for (const Workspace& workspace : endpoint->workspaces) {
      if (!SameText(workspace.subscription, parts[0])) continue;
      subscription = true;
      if (!SameText(workspace.resource_group, parts[1])) continue;
      group = true;
      if (coordinates == 2 || SameText(workspace.name, parts[2]))
        return handle(Context{*endpoint, workspace, request, coordinates});
    }
    if (!subscription)
      return ErrorResponse(404, "SubscriptionNotFound",
                           fmt::format("The subscription '{}' could not be found.", parts[0]));
    if (!group)
      return ErrorResponse(404, "ResourceGroupNotFound",
                           fmt::format("Resource group '{}' could not be found.", parts[1]));
    return ErrorResponse(
        404, "ResourceNotFound",
        fmt::format("The resource 'Microsoft.OperationalInsights/workspaces/{}' under resource "
                    "group '{}' was not found.",
                    parts[2], parts[1]));
  };
}

std::string Prefix(Provider provider) {
  return ProviderPath(provider, "{subscription}", "{group}", "{name}");
}

std::string Action(Provider provider, std::string_view action) {
  return fmt::format("{}/{}", ProviderName(provider), action);
}

void AddRoute(std::vector<Route>& routes, std::string method, std::string pattern, Handler handler,
              std::string action) {
  Route route{std::move(method), std::move(pattern), std::move(handler)};
  route.action = std::move(action);
  route.any_case = true;
  routes.push_back(std::move(route));
}

void AddResource(std::vector<Route>& routes, const std::shared_ptr<const Endpoint>& endpoint,
                 const std::shared_ptr<const Resource>& resource) {
  const std::string list = Prefix(resource->provider) + "/" + resource->collection;
  const std::string one = list + "/{name}";
  const auto route = [&](std::string_view method, const std::string& pattern,
                         Response (*handle)(const Resource&, const Context&), std::string_view verb) {
    AddRoute(routes, std::string(method), pattern,
             InWorkspace(endpoint, resource->provider,
                         [resource, handle](const Context& context) { return handle(*resource, context); }),
             Action(resource->provider, resource->type + "/" + std::string(verb)));
  };
  route("GET", list, ListAll, "read");
  route("GET", one, GetOne, "read");
  if (resource->writable) route("GET", one + "/history", HistoryOf, "read");
  if (resource->writable) route("PUT", one, PutOne, "write");
  if (resource->removable) route("DELETE", one, DeleteOne, "delete");
}

/// Sentinel's upload API for threat intelligence, whose path names the workspace by its id.
Route UploadRoute(std::shared_ptr<const Endpoint> endpoint) {
  Route route{"POST", "/workspaces/{id}/threat-intelligence-stix-objects:upload",
              [endpoint = std::move(endpoint)](const Request& request) {
                for (const Workspace& workspace : endpoint->workspaces) {
                  if (SameText(workspace.id, request.captures[0]))
                    return UploadStix(Context{*endpoint, workspace, request});
                }
                return ErrorResponse(404, "ResourceNotFound",
                                     fmt::format("There is no workspace '{}'.", request.captures[0]));
              }};
  route.action = "Microsoft.SecurityInsights/threatIntelligence/indicators/write";
  route.any_case = true;
  return route;
}

}  // namespace

std::vector<Route> Routes(const Endpoint& given) {
  const auto endpoint = std::make_shared<const Endpoint>(given);
  std::vector<Route> routes = SubscriptionRoutes(endpoint);
  routes.push_back(UploadRoute(endpoint));
  // Paths without a variable part come before those of resources, which would take them for names.
  const std::vector<ResourceFamily> families = AllFamilies();
  for (const ResourceFamily& family : families) {
    for (const Operation& operation : family.operations) {
      const std::string below = operation.path.empty() ? "" : "/" + operation.path;
      AddRoute(routes, operation.method, Prefix(operation.provider) + below,
               InWorkspace(endpoint, operation.provider, operation.handler),
               Action(operation.provider, operation.action));
      routes.back().spool = operation.spool;
    }
  }
  for (const ResourceFamily& family : families) {
    for (const Resource& resource : family.resources)
      AddResource(routes, endpoint, std::make_shared<const Resource>(resource));
  }
  return routes;
}

}  // namespace harrier::api::arm
