#pragma once

#include <fstream>
#include <string>

#include "base/error.h"

namespace harrier::ingest {

/// Keeps events that could not go in, a JSON object a line: {"file", "line", "reason", "text"}. The file is
/// made with the first of them and added to if it is there.
class Rejects {
 public:
  /// `path` empty: they are only counted.
  explicit Rejects(std::string path) : path_(std::move(path)) {}
  Status Add(std::string_view file, uint64_t line, std::string_view reason, std::string_view text);
  /// Writes what is still in memory.
  Status Flush();

 private:
  std::string path_;
  std::ofstream out_;
};

}  // namespace harrier::ingest
