#include "api/all_routes.h"

#include "api/arm/routes.h"
#include "api/by_workspace.h"
#include "api/identity/routes.h"
#include "api/kusto/database_choice.h"
#include "api/kusto/diagnostics.h"
#include "api/kusto/queued.h"
#include "api/web/routes.h"

namespace harrier::api {
namespace {

using Choice = WorkspaceChoice;

std::optional<std::string> Capture(const Request& request, size_t index) {
  if (index >= request.captures.size()) return std::nullopt;
  return request.captures[index];
}

/// The last part of a path before what is asked of the workspace: its id, or its name.
Choice ByPath() {
  return {.name = [](const Request& request) -> std::optional<std::string> {
            if (request.captures.empty()) return std::nullopt;
            return request.captures.back();
          },
          .said_by =
              [](const Route& route) {
                return route.pattern.ends_with("/$batch") ? SaidBy::kHandler : SaidBy::kHead;
              },
          .api_refuses = true};
}

/// The database, in the path of what streams rows and in the body of all else.
Choice ByDatabase() {
  return {.name = kusto::DatabaseIn,
          .said_by =
              [](const Route& route) {
                if (route.pattern.starts_with(kusto::kUploadPath)) return SaidBy::kHandler;
                return route.pattern.find("{database}") == std::string::npos ? SaidBy::kBody : SaidBy::kHead;
              },
          .api_refuses = true};
}

/// Where the rows of a data collection rule go.
Choice ByRule(const Workspaces& workspaces) {
  return {.name = [&workspaces](const Request& request) -> std::optional<std::string> {
            const auto rule = Capture(request, 0);
            if (!rule) return std::nullopt;
            return workspaces.Of(workspaces.first())->logs_ingestion.workspace_of(*rule);
          },
          .api_refuses = true};
}

/// The key says whose it is; everybody else says it as a parameter.
Choice ByKey() {
  return {.name = [](const Request& request) -> std::optional<std::string> {
    const std::string_view key = request.Header("Authorization");
    if (!SameText(key.substr(0, 10), "SharedKey ")) return ByParameter().name(request);
    return std::string(key.substr(10, key.find(':', 10) - 10));
  }};
}

}  // namespace

Router AllRoutes(const Origin& origin) {
  const Workspaces& workspaces = *origin.workspaces;
  Router router;
  const auto add = [&](const Choice& choice, auto make) {
    router.Add(ByWorkspace(workspaces, choice, make));
  };
  add(ByDatabase(), [](const Endpoints& endpoints) { return kusto::Routes(endpoints.kusto); });
  add(ByDatabase(), [](const Endpoints& endpoints) { return kusto::QueuedRoutes(endpoints.kusto); });
  add(ByPath(), [](const Endpoints& endpoints) { return log_analytics::Routes(endpoints.log_analytics); });
  add(ByDatabase(), [](const Endpoints& endpoints) { return kusto::DiagnosticsRoutes(endpoints.kusto); });
  add(ByParameter(), [](const Endpoints& endpoints) { return IngestRoutes(endpoints.ingest); });
  router.Add(arm::Routes(origin.arm));
  add(ByParameter(), [](const Endpoints& endpoints) { return hunting::Routes(endpoints.hunting); });
  router.Add(identity::TokenRoutes(origin.identity));
  router.Add(identity::DiscoveryRoutes(origin.identity));
  router.Add(identity::LoginRoutes(origin.identity));
  router.Add(identity::OidcRoutes(origin.identity));
  router.Add(identity::PeopleRoutes(origin.identity));
  router.Add(identity::RoleRoutes(origin.identity));
  add(ByRule(workspaces),
      [](const Endpoints& endpoints) { return logs_ingestion::Routes(endpoints.logs_ingestion); });
  add(ByKey(), [](const Endpoints& endpoints) { return data_collector::Routes(endpoints.data_collector); });
  router.Add(web::Routes());
  return router;
}

}  // namespace harrier::api
