#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "api/all_routes.h"
#include "api/identity/authenticate.h"
#include "api/identity/upload_token.h"
#include "api/server/server.h"
#include "app/commands.h"
#include "app/data_directory.h"
#include "app/metadata.h"
#include "app/provider.h"
#include "app/served_workspaces.h"
#include "app/server_file.h"
#include "app/terminal.h"

namespace harrier::app {
namespace {

/// For the demo workspace.
constexpr std::string_view kTry = R"(
Three queries to try, on that page or with harrier query:
  SigninLogs | where ResultType != "0" | summarize Failures = count() by UserPrincipalName | top 10 by Failures
  DeviceProcessEvents | where FileName =~ "powershell.exe" and ProcessCommandLine has "-enc" | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
  OfficeActivity | where Operation == "New-InboxRule" | project TimeGenerated, UserId, ClientIP, Parameters
)";

/// What the command line and the configuration say, after what is usual.
Result<std::vector<api::ListenerOptions>> ListenersOf(const ServeOptions& options, const Config& config,
                                                      const Metadata& metadata) {
  const auto choose = [](const std::string& first, const std::string& second, const char* usual) {
    std::string chosen = !first.empty() ? first : !second.empty() ? second : usual;
    return chosen == "off" ? std::string() : chosen;
  };
  const std::string http = choose(options.http, config.http, metadata.has_admin ? "off" : "127.0.0.1:8080");
  const std::string https =
      choose(options.https, config.https, metadata.has_admin ? "127.0.0.1:8443" : "off");
  std::vector<api::ListenerOptions> listeners;
  if (!https.empty()) {
    if (!metadata.keys)
      return Fail(ErrorCode::kInvalid, "nobody can log in at {} yet: run harrier init --data {} first", https,
                  options.data);
    TRY(const auto address, ParseAddress(https));
    listeners.push_back({.setting = "--https",
                         .address = address.first,
                         .port = address.second,
                         .certificate = metadata.keys->chain(),
                         .key = metadata.keys->server().key,
                         .names = config.names});
  }
  if (!http.empty()) {
    TRY(const auto address, ParseAddress(http));
    listeners.push_back({.setting = "--http", .address = address.first, .port = address.second});
  }
  if (listeners.empty())
    return Fail(ErrorCode::kInvalid, "both addresses are off: there is nothing to serve");
  return listeners;
}

/// What everybody may at the open address.
Result<access::Role> OpenRole(const ServeOptions& options, const Config& config, Metadata& metadata) {
  std::string name = options.http_role.empty() ? config.http_role : options.http_role;
  if (name.empty()) name = metadata.has_admin ? "Reader" : "Contributor";
  TRY(const auto roles, metadata.directory->Roles());
  std::string known;
  for (const access::Role& role : roles) {
    if (api::SameText(role.name, name)) return role;
    known += (known.empty() ? "" : ", ") + role.name;
  }
  return Fail(ErrorCode::kInvalid, "there is no role '{}' for the open address; there are {}", name, known);
}

Status Serve(const ServeOptions& options) {
  TRY(const Config config, LoadConfig(options.config, options.settings));
  if (const auto other = FindServer(options.data)) {
    return Fail(ErrorCode::kConflict, "a server has '{}' already: {}", options.data, other->url());
  }

  Log log(STDERR_FILENO, Terminal::Of(STDERR_FILENO).is_terminal);
  TRY(const auto directory, DataDirectory::Open(options.data, config));
  TRY(const auto metadata, Metadata::Open(options.data, config, false));
  TRY(auto listeners, ListenersOf(options, config, *metadata));
  TRY(const access::Role open_role, OpenRole(options, config, *metadata));

  api::identity::Endpoint identity;
  identity.directory = &*metadata->directory;
  identity.logins = &*metadata->logins;
  identity.keys = metadata->keys ? &*metadata->keys : nullptr;
  identity.tenant = metadata->tenant;
  TRY(const auto provider, OpenProvider(config, *metadata));
  identity.oidc = provider.get();
  identity.clock = &directory->clock;
  identity.log = &log;
  ServedWorkspaces workspaces(*directory, *metadata, config, log, [identity](const access::Caller& caller) {
    return api::identity::MintUploadToken(identity, caller);
  });
  TRY_OK(workspaces.Open());
  identity.workspaces = &workspaces;

  api::ServerOptions server_options;
  server_options.listeners = std::move(listeners);
  server_options.spool_directory = directory->spool;
  server_options.stop_on_signals = true;
  api::Gate gate(api::identity::MakeAuthenticate(identity, open_role), metadata->tenant.id);
  TRY(const auto server,
      api::Server::Listen(server_options, api::AllRoutes({&workspaces, workspaces.arm(), identity}),
                          std::move(gate), &log));
  ServerAddresses addresses;
  addresses.database = config.database;
  std::string said;
  for (const api::Listener& listener : server->listeners()) {
    (listener.secure ? addresses.https : addresses.http) = listener.url;
    said += (said.empty() ? "" : " and ") + listener.url + "/";
    if (!listener.secure && metadata->has_admin) said += " (open to this machine, as " + open_role.name + ")";
    log.Info("listening", {{"url", listener.url}, {"data", options.data}});
  }
  TRY(const ServerFile file, ServerFile::Write(options.data, addresses));
  std::cout << "Harrier serves " << options.data << " at " << said << "  (stop it with Ctrl-C)" << std::endl;
  if (std::filesystem::exists(options.data + "/story.json")) std::cout << kTry << std::flush;
  server->Run();
  log.Info("stopped");
  return directory->database->storage().Checkpoint();
}

}  // namespace

int RunServe(const ServeOptions& options) {
  const Status status = Serve(options);
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
