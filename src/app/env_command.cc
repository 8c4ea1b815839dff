#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "access/private_file.h"
#include "app/client_file.h"
#include "app/commands.h"
#include "app/server_file.h"
#include "app/terminal.h"
#include "app/workspace_list.h"

namespace harrier::app {
namespace {

/// Where systems keep the authorities that they trust.
constexpr const char* kSystemAuthorities[] = {"/etc/ssl/certs/ca-certificates.crt",
                                              "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                              "/etc/ssl/cert.pem"};

/// One file with the system's authorities and ours: the variables that name it replace the system's list.
Result<std::string> WriteBundle(const std::string& directory) {
  TRY(const auto own, access::ReadFile(directory + "/keys/ca.pem"));
  if (!own) return Fail(ErrorCode::kNotFound, "'{}' has no keys: run harrier init", directory);
  std::string text;
  for (const char* path : kSystemAuthorities) {
    TRY(auto system, access::ReadFile(path));
    if (!system) continue;
    text = *std::move(system);
    break;
  }
  const std::string path = directory + "/keys/bundle.pem";
  TRY_OK(access::WritePrivateFile(path, text + "\n" + *own));
  return path;
}

/// For a shell.
std::string Quote(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'') {
      out += R"('\'')";
    } else {
      out += c;
    }
  }
  return out + "'";
}

void Set(Settings& settings, std::string_view name, const std::string& value) {
  for (auto& [known, old] : settings) {
    if (known == name) old = value;
  }
}

Status Run(const EnvOptions& options) {
  const std::string directory = std::filesystem::absolute(options.data).lexically_normal().string();
  TRY(const auto client, ReadClientFile(directory));
  if (!client)
    return Fail(ErrorCode::kNotFound, "'{}' is no data directory that harrier init has made", options.data);
  TRY(const std::string bundle, WriteBundle(directory));
  const auto server = FindServer(directory);
  const std::string https = server && !server->https.empty() ? server->https : "https://localhost:8443";
  const std::string database = server ? server->database : "harrier";
  Settings settings = *client;
  WorkspaceEntry workspace;
  workspace.name = database;
  if (!options.workspace.empty()) {
    TRY(const Config config, LoadConfig(options.config, options.settings));
    TRY(const auto metadata, Metadata::Open(directory, config, false));
    TRY(const auto all, ReadWorkspaces(*metadata, config));
    const WorkspaceEntry* const entry = FindWorkspace(all, options.workspace);
    if (entry == nullptr) return NoSuchWorkspace(all, options.workspace);
    workspace = *entry;
    TRY(const std::string key, metadata->directory->WorkspaceKey(entry->id));
    Set(settings, "HARRIER_WORKSPACE_ID", entry->id);
    Set(settings, "HARRIER_WORKSPACE_KEY", key);
    Set(settings, "HARRIER_RESOURCE_GROUP", entry->resource_group);
  }
  settings.insert(settings.end(), {{"HARRIER_URL", https},
                                   {"HARRIER_HTTP_URL", server ? server->http : ""},
                                   {"HARRIER_CA", directory + "/keys/ca.pem"},
                                   {"HARRIER_WORKSPACE_NAME", workspace.name},
                                   {"HARRIER_DATABASE", workspace.name},
                                   {"REQUESTS_CA_BUNDLE", bundle},
                                   {"SSL_CERT_FILE", bundle},
                                   {"NODE_EXTRA_CA_CERTS", directory + "/keys/ca.pem"},
                                   {"AZURE_TENANT_ID", "adfs"},
                                   {"AZURE_CLIENT_ID", Setting(*client, "HARRIER_CLIENT_ID")},
                                   {"AZURE_CLIENT_SECRET", Setting(*client, "HARRIER_CLIENT_SECRET")},
                                   {"AZURE_AUTHORITY_HOST", https},
                                   {"IDENTITY_ENDPOINT", https + "/msi/token"},
                                   {"IDENTITY_HEADER", Setting(*client, "HARRIER_CLIENT_SECRET")}});
  for (const auto& [name, value] : settings) std::cout << "export " << name << '=' << Quote(value) << '\n';
  if (!server) std::cout << "# no server runs: the addresses are the usual ones\n";
  return Ok();
}

}  // namespace

int RunEnv(const EnvOptions& options) {
  const Status status = Run(options);
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
