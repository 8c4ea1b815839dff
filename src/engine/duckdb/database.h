#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Settings of one data directory.
struct DatabaseOptions {
  /// The data directory; empty: in memory, nothing is kept (tests).
  std::string directory;
  uint32_t threads = 0;          // 0: one a core
  uint64_t memory_bytes = 0;     // 0: half of the machine's
  const Clock* clock = nullptr;  // must be given
};

/// One DuckDB instance over one data directory: the engine, and the storage of each workspace. Opening fails
/// with one clear sentence if the directory is not writable, belongs to something else, is damaged, or is in
/// use by another process.
class Database {
 public:
  static Result<std::unique_ptr<Database>> Open(const DatabaseOptions& options);
  virtual ~Database() = default;
  virtual Engine& engine() = 0;
  /// Of the first workspace.
  virtual Storage& storage() = 0;
  /// Of a further workspace (its guid): opened or made at the first call. It lies in
  /// DIR/workspaces/<guid>/logs, and stays open until this goes.
  virtual Result<Storage*> StorageOf(std::string_view workspace) = 0;
  virtual StoredTables& tables() = 0;
};

}  // namespace harrier::engine::duckdb
