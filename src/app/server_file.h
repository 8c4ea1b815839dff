#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace harrier::app {

/// DIR/server.json: where the server of a data directory listens, so that commands find it. It is there while
/// the server runs; only its owner may read it.
class ServerFile {
 public:
  /// Writes the file; it is removed when this goes.
  static Result<ServerFile> Write(const std::string& directory, const std::string& url);
  ServerFile(ServerFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ServerFile& operator=(ServerFile&&) = delete;
  ~ServerFile();

 private:
  explicit ServerFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// The address of the server that has the directory, if it answers.
std::optional<std::string> FindServer(const std::string& directory);

}  // namespace harrier::app
