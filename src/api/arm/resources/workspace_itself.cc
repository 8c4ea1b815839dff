#include "api/arm/resources/workspace_itself.h"

#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {

json::object DescribeWorkspace(const Workspace& workspace) {
  return {{"id", hunting::Text(workspace.resource_id())},
          {"name", hunting::Text(workspace.name)},
          {"type", "Microsoft.OperationalInsights/workspaces"},
          {"location", hunting::Text(workspace.location)},
          {"tags", json::object()},
          {"properties", json::object{{"customerId", hunting::Text(workspace.id)},
                                      {"provisioningState", "Succeeded"},
                                      {"sku", json::object{{"name", "PerGB2018"}}},
                                      {"retentionInDays", 730},
                                      {"publicNetworkAccessForIngestion", "Enabled"},
                                      {"publicNetworkAccessForQuery", "Enabled"},
                                      {"features", json::object{{"legacy", 0}, {"searchVersion", 1}}}}}};
}

ResourceFamily WorkspaceItself() {
  Operation get;
  get.provider = Provider::kOperationalInsights;
  get.method = "GET";
  get.action = "read";
  get.handler = [](const Context& context) { return JsonAnswer(200, DescribeWorkspace(context.workspace)); };
  Operation keys;
  keys.provider = Provider::kOperationalInsights;
  keys.method = "POST";
  keys.path = "sharedKeys";
  keys.action = "sharedKeys/action";
  keys.handler = [](const Context& context) {
    const auto key = context.endpoint.workspace_key(context.workspace);
    if (!key) return ErrorAnswer(key.error());
    // Azure's workspaces have two keys, so that one can be changed while the other is in use; ours have one.
    return JsonAnswer(200, json::object{{"primarySharedKey", hunting::Text(*key)},
                                        {"secondarySharedKey", hunting::Text(*key)}});
  };
  return {{}, {std::move(get), std::move(keys)}};
}

}  // namespace harrier::api::arm
