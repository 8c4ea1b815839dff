#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "plan/node.h"
#include "runtime/batch.h"

namespace harrier::engine {

/// Some rows of a result, column by column, in the order of Result's columns. The views live as long as
/// `owner`.
struct Chunk {
  size_t rows = 0;
  std::vector<runtime::ColumnView> columns;
  std::shared_ptr<const void> owner;
};

/// Limits of one run.
struct RunOptions {
  /// When to give up, in steady-clock nanoseconds from now; 0: never.
  int64_t timeout_ns = 0;
  std::stop_token stop;
};

/// Rows as they come. Not to be shared between threads.
class ResultStream {
 public:
  virtual ~ResultStream() = default;
  virtual const std::vector<plan::Column>& columns() const = 0;
  /// The next rows, or nullopt at the end. kCancelled, kTimeout and kLimit (memory) are told apart.
  virtual Result<std::optional<Chunk>> Next() = 0;
  /// 0 to 1, or a negative number if unknown.
  virtual double progress() const = 0;
};

/// Runs plans. Safe for use by several threads at once.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Starts a plan; errors in it that only the engine can see (a bad regex in a constant) come back here.
  virtual Result<std::unique_ptr<ResultStream>> Run(const plan::Node& root, const RunOptions& options) = 0;
  /// The query as this engine would be told it, for `explain`.
  virtual Result<std::string> Explain(const plan::Node& root) = 0;
};

/// How much of a table there is.
struct TableStats {
  uint64_t rows = 0;
  uint64_t bytes = 0;
  /// Greatest ingestion time, in ticks; 0 if empty.
  int64_t last_ingested = 0;
  /// Least and greatest TimeGenerated, in ticks; 0 if there is none.
  int64_t first_time = 0;
  int64_t last_time = 0;
};

/// Where the log rows of one workspace lie. A batch is acknowledged when Append returns: it is on disk then.
class Storage {
 public:
  virtual ~Storage() = default;
  /// What goes before the name of each of its tables in plans, so that one plan can read tables of several
  /// workspaces: Table::stored() is space() + name. Empty for the first workspace.
  virtual std::string_view space() const { return ""; }
  /// The catalogue now: built-in tables and those made here.
  virtual catalog::CatalogPtr catalog() const = 0;
  /// Makes a table, or adds the columns that it lacks. kConflict if a column exists with another type.
  /// kInvalid for a name with a '/', which divides spaces from names.
  virtual Status CreateTable(const catalog::Table& table) = 0;
  virtual Status DropTable(std::string_view name) = 0;
  virtual Status CreateFunction(const catalog::StoredFunction& function) = 0;
  virtual Status DropFunction(std::string_view name) = 0;
  /// Appends one batch in one transaction; its rows get one ingestion time: `now` ticks, or a little more if
  /// it had to wait for others, so that times of ingestion are in the order of commits. A `batch_id` that was
  /// appended within seven days is not appended again (false). Columns that the table lacks are an error:
  /// callers put unknown ones into `_Overflow` (dynamic) first.
  virtual Result<bool> Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) = 0;
  /// Whether a source (a file, by its digest) went in completely before; and to say so.
  virtual Result<bool> WasIngested(std::string_view table, std::string_view digest) = 0;
  virtual Status MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                              uint64_t rows) = 0;
  virtual Result<TableStats> Stats(std::string_view table) = 0;
  /// Grows with whatever changes the table's rows or, for an empty name, the catalogue: at the latest when
  /// the call that changes it returns, and never before readers see the change.
  virtual uint64_t Version(std::string_view table) const = 0;
  /// Returns when every batch that was being appended is there or has failed: none with an ingestion time of
  /// before comes after that.
  virtual void Settle() {}
  /// Writes all that is in logs into the files.
  virtual Status Checkpoint() = 0;
};

/// What is known of the tables of all workspaces, by the names that plans have for them (Table::stored). Safe
/// for use by several threads at once.
class StoredTables {
 public:
  virtual ~StoredTables() = default;
  virtual Result<TableStats> Stats(std::string_view stored) = 0;
  /// Storage::Version; of a workspace's catalogue by its space alone.
  virtual uint64_t Version(std::string_view stored) const = 0;
};

}  // namespace harrier::engine
