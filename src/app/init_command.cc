#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "access/secret.h"
#include "app/client_file.h"
#include "app/commands.h"
#include "app/data_directory.h"
#include "app/metadata.h"
#include "app/server_file.h"
#include "app/terminal.h"

namespace harrier::app {
namespace {

constexpr std::string_view kServiceName = "harrier-client";

store::Actor Init() {
  return {"system", "harrier init", "", "", "command line"};
}

/// The service principal that `harrier env` logs programs in as. An earlier init that broke off may have made
/// one whose secret nobody knows.
Status MakeService(Metadata& metadata, const std::string& directory) {
  access::Directory& people = *metadata.directory;
  TRY(const auto principals, people.List());
  for (const access::Principal& each : principals) {
    if (each.display_name == kServiceName) TRY_OK(people.Remove(Init(), each.id));
  }
  TRY(const access::Principal service, people.AddService(Init(), kServiceName));
  TRY_OK(people.Assign(Init(), service.id, "Contributor", ""));
  TRY(const access::SecretInfo secret, people.AddSecret(Init(), service.id));
  TRY(const std::string workspace_key, people.WorkspaceKey(metadata.tenant.workspace));
  return WriteClientFile(directory, {{"HARRIER_TENANT", metadata.tenant.id},
                                     {"HARRIER_CLIENT_ID", service.name},
                                     {"HARRIER_CLIENT_SECRET", secret.text},
                                     {"HARRIER_WORKSPACE_ID", metadata.tenant.workspace},
                                     {"HARRIER_WORKSPACE_KEY", workspace_key},
                                     {"HARRIER_SUBSCRIPTION", metadata.tenant.subscription},
                                     {"HARRIER_RESOURCE_GROUP", metadata.tenant.resource_group}});
}

Status Run(const InitOptions& options) {
  TRY(const Config config, LoadConfig(options.config, options.settings));
  std::error_code failure;
  std::filesystem::create_directories(options.data, failure);
  if (failure) return Fail(ErrorCode::kIo, "cannot make '{}': {}", options.data, failure.message());
  const auto server = FindServer(options.data);
  // The engine refuses a directory that is somebody else's.
  if (!server) TRY_OK(DataDirectory::Open(options.data, config));
  TRY(const auto metadata, Metadata::Open(options.data, config, !server.has_value()));
  if (metadata->has_admin) {
    std::cout << options.data << " has an admin already: nothing was changed.\n";
    return Ok();
  }
  if (server)
    return Fail(ErrorCode::kConflict, "a server has '{}': {}; stop it first", options.data, server->url());
  TRY_OK(MakeService(*metadata, options.data));
  access::Principal admin;
  admin.name = options.admin;
  const std::string password = access::NewSecret().substr(0, 24);
  // Another init may have broken off before it gave the role.
  TRY(const auto principals, metadata->directory->List());
  for (const access::Principal& each : principals) {
    if (each.kind == access::Principal::Kind::kUser && each.name == admin.name)
      TRY_OK(metadata->directory->Remove(Init(), each.id));
  }
  TRY(admin, metadata->directory->AddUser(Init(), admin, password));
  TRY_OK(metadata->directory->Assign(Init(), admin.id, "Admin", ""));
  std::cout << fmt::format(
      "{} is ready. The admin's login, which is shown this once:\n"
      "  user      {}\n"
      "  password  {}\n"
      "Programs on this machine log in with what\n"
      "  eval \"$(harrier env --data {})\"\n"
      "puts into their environment. Next: harrier serve --data {}\n",
      options.data, admin.name, password, options.data, options.data);
  return Ok();
}

}  // namespace

int RunInit(const InitOptions& options) {
  const Status status = Run(options);
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
