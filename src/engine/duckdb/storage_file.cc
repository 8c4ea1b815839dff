#include "engine/duckdb/storage_file.h"

#include "engine/duckdb/literal.h"

namespace harrier::engine::duckdb {

std::string Quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

Status AttachFile(Connection& connection, const std::string& path, std::string_view alias) {
  if (path.empty()) return connection.Execute(fmt::format("ATTACH ':memory:' AS {}", Quoted(alias)));
  const Status attached = connection.Execute(
      fmt::format("ATTACH {} AS {} (STORAGE_VERSION 'latest')", TextLiteral(path), Quoted(alias)));
  if (attached) return attached;
  const std::string& why = attached.error().message;
  if (why.find("Could not set lock") != std::string::npos) {
    return Fail(ErrorCode::kConflict, "'{}' is in use by another process", path);
  }
  if (why.find("Permission denied") != std::string::npos) {
    return Fail(ErrorCode::kIo, "'{}' cannot be read and written: permission denied", path);
  }
  if (why.find("No space left") != std::string::npos) {
    return Fail(ErrorCode::kIo, "'{}' cannot be written: the disk is full", path);
  }
  return Fail(ErrorCode::kIo,
              "'{}' is damaged or not a log file of Harrier: restore it from a backup, or move it away",
              path);
}

}  // namespace harrier::engine::duckdb
