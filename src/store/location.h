#pragma once

#include <string>
#include <utility>

namespace harrier::store {

/// Where a store lies.
struct Location {
  enum class Kind { kSqlite, kPostgres };
  Kind kind = Kind::kSqlite;
  std::string text;  // the file's path, or libpq's connection string ("host=… dbname=…" or a URI)

  static Location Sqlite(std::string path) { return {Kind::kSqlite, std::move(path)}; }
  static Location Postgres(std::string connection) { return {Kind::kPostgres, std::move(connection)}; }
};

}  // namespace harrier::store
