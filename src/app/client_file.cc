#include "app/client_file.h"

#include <cstdlib>

#include "access/private_file.h"
#include "app/server_file.h"

namespace harrier::app {
namespace {

std::string PathIn(const std::string& directory) {
  return directory + "/client.env";
}

std::string FromEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Status WriteClientFile(const std::string& directory, const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += fmt::format("{}={}\n", name, value);
  return access::WritePrivateFile(PathIn(directory), text);
}

Result<std::optional<Settings>> ReadClientFile(const std::string& directory) {
  TRY(const auto text, access::ReadFile(PathIn(directory)));
  if (!text) return std::nullopt;
  Settings settings;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      settings.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return settings;
}

std::string Setting(const Settings& settings, std::string_view name) {
  for (const auto& [key, value] : settings) {
    if (key == name) return value;
  }
  return "";
}

Result<api::Client> Connect(const std::string& url) {
  TRY(api::Client client, api::Client::For(url, FromEnvironment("HARRIER_CA")));
  if (!url.starts_with("https://")) return client;
  const std::string id = FromEnvironment("HARRIER_CLIENT_ID");
  const std::string secret = FromEnvironment("HARRIER_CLIENT_SECRET");
  if (id.empty() || secret.empty()) {
    return Fail(ErrorCode::kInvalid,
                "{} asks for a login: set HARRIER_CLIENT_ID and HARRIER_CLIENT_SECRET, as harrier env prints "
                "them",
                url);
  }
  client.LogIn(id, secret);
  return client;
}

Result<std::optional<api::Client>> ConnectTo(const std::string& directory) {
  const auto server = FindServer(directory);
  if (!server) return std::nullopt;
  TRY(const auto settings, ReadClientFile(directory));
  // With a login one may do more than whoever comes to the open address.
  if (server->https.empty() || !settings) {
    TRY(api::Client client, api::Client::For(server->http));
    return client;
  }
  TRY(api::Client client, api::Client::For(server->https, directory + "/keys/ca.pem"));
  client.LogIn(Setting(*settings, "HARRIER_CLIENT_ID"), Setting(*settings, "HARRIER_CLIENT_SECRET"));
  return client;
}

}  // namespace harrier::app
