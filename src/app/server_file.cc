#include "app/server_file.h"

#include <filesystem>

#include <unistd.h>

#include "access/private_file.h"
#include "api/server/client.h"
#include "base/json_text.h"
#include "runtime/json_text.h"

namespace harrier::app {
namespace {

std::string PathIn(const std::string& directory) {
  return directory + "/server.json";
}

/// The file of a server that was killed stays behind.
bool Answers(const std::string& url, const std::string& authority) {
  const auto client = api::Client::For(url, authority);
  if (!client) return false;
  const auto answer = client->Send({.method = "GET", .target = "/v1/rest/auth/metadata"});
  return answer && answer->status == 200;
}

}  // namespace

Result<ServerFile> ServerFile::Write(const std::string& directory, const ServerAddresses& addresses) {
  std::string path = PathIn(directory);
  std::string text = "{";
  const auto append = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    runtime::AppendJsonKey(text, name);
    runtime::AppendJsonString(text, value);
  };
  append("http", addresses.http);
  append("https", addresses.https);
  append("database", addresses.database);
  text += fmt::format(R"(,"pid":{}}})", ::getpid());
  TRY_OK(access::WritePrivateFile(path, text));
  return ServerFile(std::move(path));
}

ServerFile::~ServerFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::optional<ServerAddresses> FindServer(const std::string& directory) {
  const auto text = access::ReadFile(PathIn(directory));
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!text || !*text || !runtime::JsonObjectItems(**text, members)) return std::nullopt;
  ServerAddresses found;
  for (const auto& [name, value] : members) {
    if (name == "\"http\"") runtime::AppendJsonAsText(found.http, value);
    if (name == "\"https\"") runtime::AppendJsonAsText(found.https, value);
    if (name == "\"database\"") runtime::AppendJsonAsText(found.database, value);
  }
  const bool answers =
      found.http.empty() ? Answers(found.https, directory + "/keys/ca.pem") : Answers(found.http, "");
  return answers ? std::optional(found) : std::nullopt;
}

}  // namespace harrier::app
