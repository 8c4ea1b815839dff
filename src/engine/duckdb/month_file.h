#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/duckdb/connection.h"
#include "engine/duckdb/storage_defaults.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Where a column lies in one file.
struct StoredColumn {
  std::string physical;
  Type type = Type::kString;
};

/// A table that has rows in one file. Only columns that had a value in some batch are there.
struct StoredTable {
  /// In SQL, with the file's name: "logs_2026_01"."SecurityEvent".
  std::string sql_name;
  std::string physical;
  std::map<std::string, StoredColumn, std::less<>> columns;
  /// Logical names in the physical order, after `_ingestion_time`.
  std::vector<std::string> order;
  uint64_t rows = 0;
  uint64_t bytes = 0;
  int64_t last_ingested = 0;
  /// The TimeGenerated of the rows, if they have one.
  std::optional<TimeRange> times;
};
using StoredTablePtr = std::shared_ptr<const StoredTable>;

/// The rows of one month of ingestion: one database file, which describes itself:
///   harrier_columns(table_name, table_physical, name, type, physical)   in physical order
///   harrier_batches(id, table_name, rows, bytes, first_time, last_time, ingested)   one row a batch; old
///   ones
///                                                                      of a table together, without ids
/// and a table for each log table. One writer at a time; Find is safe at any time.
class MonthFile {
 public:
  /// Attaches the file of a month ("2026-01") from `path` (empty: in memory), making it if there is none,
  /// under a name that begins with `prefix`.
  static Result<std::unique_ptr<MonthFile>> Attach(Connection& connection, std::string_view prefix,
                                                   const std::string& month, const std::string& path);

  const std::string& month() const { return month_; }
  StoredTablePtr Find(std::string_view table) const;
  /// Whether a batch of this id is here.
  Result<bool> HasBatch(Connection& connection, std::string_view id) const;
  /// Appends a batch in one transaction; what the table lacks is made before, in transactions of its own.
  Status Append(Connection& connection, const std::string& table, const FilledBatch& batch, uint64_t bytes,
                std::string_view id, int64_t now);
  /// Makes one entry without an id of those batches of a table that came in before a time, in ticks.
  Status ForgetBatches(Connection& connection, int64_t before);
  Status DropTable(Connection& connection, std::string_view table);
  /// Writes the log into the file if enough has come together, or in any case if `always`.
  Status Checkpoint(Connection& connection, bool always);

 private:
  MonthFile(std::string month, std::string alias) : month_(std::move(month)), alias_(std::move(alias)) {}
  Status Load(Connection& connection);
  Result<StoredTable> Prepare(Connection& connection, const std::string& table, const FilledBatch& batch);
  void Publish(const std::string& table, StoredTable stored);

  std::string month_;
  std::string alias_;
  uint64_t rows_since_checkpoint_ = 0;
  std::chrono::steady_clock::time_point last_checkpoint_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::map<std::string, StoredTablePtr, std::less<>> tables_;
};

}  // namespace harrier::engine::duckdb
