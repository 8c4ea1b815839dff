#include "api/arm/routes.h"

#include <memory>

#include "api/arm/resources/families.h"
#include "api/arm/resources/threat_import.h"
#include "api/arm/subscriptions.h"

namespace harrier::api::arm {
namespace {

using Handle = std::function<Response(const Context&)>;

/// The parts of a provider's path that name the workspace, or only its resource group.
size_t CoordinatesOf(Provider provider) {
  return provider == Provider::kInsights ? 2 : 3;
}

/// The workspace that the path's first parts name, or the first of the resource group.
const Workspace* Find(const std::vector<Workspace>& workspaces, const std::vector<std::string>& parts,
                      size_t coordinates) {
  if (parts.size() < coordinates) return nullptr;
  for (const Workspace& workspace : workspaces) {
    if (SameText(workspace.subscription, parts[0]) && SameText(workspace.resource_group, parts[1]) &&
        (coordinates == 2 || SameText(workspace.name, parts[2])))
      return &workspace;
  }
  return nullptr;
}

/// Finds the workspace that the path names, or the first of the resource group.
Handler InWorkspace(std::shared_ptr<const Endpoint> endpoint, Provider provider, Handle handle) {
  const size_t coordinates = CoordinatesOf(provider);
  return [endpoint = std::move(endpoint), handle = std::move(handle), coordinates](const Request& request) {
    if (auto refusal = RefuseVersion(request)) return *std::move(refusal);
    const auto& parts = request.captures;
    const auto workspaces = endpoint->workspaces();
    if (const Workspace* const found = Find(*workspaces, parts, coordinates))
      return handle(Context{*endpoint, *found, request, coordinates});
    bool subscription = false, group = false;
    for (const Workspace& workspace : *workspaces) {
      if (!SameText(workspace.subscription, parts[0])) continue;
      subscription = true;
      group = group || SameText(workspace.resource_group, parts[1]);
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

void AddRoute(std::vector<Route>& routes, const std::shared_ptr<const Endpoint>& endpoint, Provider provider,
              std::string method, std::string pattern, Handler handler, std::string action) {
  Route route{std::move(method), std::move(pattern), std::move(handler)};
  route.workspace = [endpoint, coordinates = CoordinatesOf(provider)](const Request& request) {
    const auto workspaces = endpoint->workspaces();
    const Workspace* const found = Find(*workspaces, request.captures, coordinates);
    return found == nullptr ? std::string() : found->id;
  };
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
    AddRoute(routes, endpoint, resource->provider, std::string(method), pattern,
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
Route UploadRoute(const std::shared_ptr<const Endpoint>& endpoint) {
  Route route{"POST", "/workspaces/{id}/threat-intelligence-stix-objects:upload",
              [endpoint](const Request& request) {
                const auto workspaces = endpoint->workspaces();
                for (const Workspace& workspace : *workspaces) {
                  if (SameText(workspace.id, request.captures[0]))
                    return UploadStix(Context{*endpoint, workspace, request});
                }
                return ErrorResponse(404, "ResourceNotFound",
                                     fmt::format("There is no workspace '{}'.", request.captures[0]));
              }};
  route.action = "Microsoft.SecurityInsights/threatIntelligence/indicators/write";
  route.workspace = [endpoint](const Request& request) {
    const auto workspaces = endpoint->workspaces();
    for (const Workspace& workspace : *workspaces) {
      if (!request.captures.empty() && SameText(workspace.id, request.captures[0])) return workspace.id;
    }
    return std::string();
  };
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
      AddRoute(routes, endpoint, operation.provider, operation.method, Prefix(operation.provider) + below,
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
