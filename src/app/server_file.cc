#include "app/server_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "api/server/client.h"
#include "base/json_text.h"
#include "runtime/json_text.h"

namespace harrier::app {
namespace {

std::string PathIn(const std::string& directory) {
  return directory + "/server.json";
}

}  // namespace

Result<ServerFile> ServerFile::Write(const std::string& directory, const std::string& url) {
  const std::string path = PathIn(directory);
  const std::string part = path + ".part";
  std::string text = R"({"http":)";
  AppendJsonString(text, url);
  text += fmt::format(R"(,"pid":{}}})", ::getpid());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) ::close(file);
  if (!written || std::rename(part.c_str(), path.c_str()) != 0) {
    return Fail(ErrorCode::kIo, "cannot write '{}': {}", path, std::generic_category().message(errno));
  }
  return ServerFile(path);
}

ServerFile::~ServerFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::optional<std::string> FindServer(const std::string& directory) {
  std::ifstream file(PathIn(directory));
  std::stringstream text;
  text << file.rdbuf();
  const std::string json = text.str();
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!runtime::JsonObjectItems(json, members)) return std::nullopt;
  for (const auto& [name, value] : members) {
    if (name != "\"http\"") continue;
    std::string url;
    runtime::AppendJsonAsText(url, value);
    // The file of a server that was killed stays behind.
    const auto client = api::Client::For(url);
    if (!client) return std::nullopt;
    const auto answer = client->Send({.method = "GET", .target = "/v1/rest/auth/metadata"});
    if (answer && answer->status == 200) return url;
  }
  return std::nullopt;
}

}  // namespace harrier::app
