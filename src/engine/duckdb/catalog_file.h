#pragma once

#include <set>

#include "catalog/catalog.h"
#include "engine/duckdb/connection.h"

namespace harrier::engine::duckdb {

/// What users made, kept in one file: tables, columns added to built-in tables, functions; and the digests of
/// the files that went in. One writer at a time.
class CatalogFile {
 public:
  /// `path` empty: in memory. `alias` is what the file is attached as.
  static Result<CatalogFile> Open(Connection& connection, const std::string& path, std::string alias);

  /// The built-in tables with all that is kept here.
  Result<catalog::Catalog> Load(Connection& connection) const;
  Result<std::set<std::pair<std::string, std::string>>> LoadSources(Connection& connection) const;

  /// Keeps a table's head (custom ones only) and the columns from `first` on.
  Status PutTable(Connection& connection, const catalog::Table& table, size_t first) const;
  /// Forgets a table, its added columns and what went into it.
  Status DropTable(Connection& connection, std::string_view name) const;
  Status PutFunction(Connection& connection, const catalog::StoredFunction& function) const;
  Status DropFunction(Connection& connection, std::string_view name) const;
  Status PutSource(Connection& connection, std::string_view table, std::string_view digest,
                   std::string_view name, uint64_t rows) const;
  Status Checkpoint(Connection& connection) const;

 private:
  explicit CatalogFile(std::string alias) : alias_(std::move(alias)) {}

  std::string alias_;
};

}  // namespace harrier::engine::duckdb
