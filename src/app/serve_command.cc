#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "api/all_routes.h"
#include "api/arm/reconcile.h"
#include "api/identity/authenticate.h"
#include "api/server/server.h"
#include "app/commands.h"
#include "app/server_file.h"
#include "app/terminal.h"
#include "app/workspace.h"
#include "app/workspace_id.h"

namespace harrier::app {
namespace {

/// For the demo workspace.
constexpr std::string_view kTry = R"(
Three queries to try, on that page or with harrier query:
  SigninLogs | where ResultType != "0" | summarize Failures = count() by UserPrincipalName | top 10 by Failures
  DeviceProcessEvents | where FileName =~ "powershell.exe" and ProcessCommandLine has "-enc" | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
  OfficeActivity | where Operation == "New-InboxRule" | project TimeGenerated, UserId, ClientIP, Parameters
)";

Status Serve(const ServeOptions& options) {
  TRY(Config config, LoadConfig(options.config, options.settings));
  if (!options.http.empty()) config.http = options.http;
  TRY(const auto address, ParseAddress(config.http));
  if (const auto other = FindServer(options.data)) {
    return Fail(ErrorCode::kConflict, "a server has '{}' already: {}", options.data, *other);
  }

  Log log(STDERR_FILENO, Terminal::Of(STDERR_FILENO).is_terminal);
  TRY(const auto workspace, Workspace::Open(options.data, config));
  api::kusto::Endpoint endpoint;
  endpoint.service = workspace->service.get();
  endpoint.storage = &workspace->database->storage();
  endpoint.running = &workspace->running;
  endpoint.clock = &workspace->clock;
  endpoint.log = &log;
  endpoint.database = config.database;
  endpoint.aliases = config.aliases;
  endpoint.url = "http://" + config.http;
  endpoint.spool_directory = workspace->spool;
  api::log_analytics::Endpoint log_analytics;
  log_analytics.service = endpoint.service;
  log_analytics.running = endpoint.running;
  log_analytics.clock = endpoint.clock;
  log_analytics.log = endpoint.log;
  TRY(log_analytics.workspace_id, WorkspaceId(options.data));
  log_analytics.workspace_name = config.database;
  log_analytics.aliases = config.aliases;
  api::arm::Endpoint arm;
  arm.store = workspace->store.get();
  arm.clock = endpoint.clock;
  arm.log = endpoint.log;
  arm.workspaces.push_back({.id = log_analytics.workspace_id,
                            .subscription = config.subscription,
                            .resource_group = config.resource_group,
                            .name = config.database,
                            .service = endpoint.service,
                            .storage = endpoint.storage});
  TRY_OK(api::arm::Reconcile(arm));
  api::Endpoints endpoints{
      endpoint, log_analytics, {endpoint.storage, endpoint.clock, endpoint.log, workspace->spool}, arm};

  api::ServerOptions server_options;
  server_options.listeners.push_back({.address = address.first, .port = address.second});
  server_options.spool_directory = workspace->spool;
  server_options.stop_on_signals = true;
  const access::Role* const role = access::FindBuiltInRole("Contributor");
  api::Gate gate(api::identity::OpenToAll(*role, log_analytics.workspace_id), "common");
  TRY(const auto server,
      api::Server::Listen(server_options, api::AllRoutes(endpoints), std::move(gate), &log));
  const std::string url = server->listeners().front().url;
  TRY(const ServerFile file, ServerFile::Write(options.data, url));
  std::cout << "Harrier serves " << options.data << " at " << url << "/  (stop it with Ctrl-C)" << std::endl;
  if (std::filesystem::exists(options.data + "/story.json")) std::cout << kTry << std::flush;
  log.Info("listening", {{"url", url}, {"data", options.data}});
  server->Run();
  log.Info("stopped");
  return workspace->database->storage().Checkpoint();
}

}  // namespace

int RunServe(const ServeOptions& options) {
  const Status status = Serve(options);
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
