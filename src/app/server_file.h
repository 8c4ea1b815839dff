#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace harrier::app {

/// Where a server listens; either address may be empty.
struct ServerAddresses {
  std::string http;
  std::string https;
  std::string database;  // its name

  const std::string& url() const { return https.empty() ? http : https; }
};

/// DIR/server.json: where the server of a data directory listens, so that commands find it. It is there while
/// the server runs; only its owner may read it.
class ServerFile {
 public:
  /// Writes the file; it is removed when this goes.
  static Result<ServerFile> Write(const std::string& directory, const ServerAddresses& addresses);
  ServerFile(ServerFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ServerFile& operator=(ServerFile&&) = delete;
  ~ServerFile();

 private:
  explicit ServerFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// Where the server listens that has the directory, if it answers.
std::optional<ServerAddresses> FindServer(const std::string& directory);

}  // namespace harrier::app
