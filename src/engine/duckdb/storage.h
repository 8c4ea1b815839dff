#pragma once

#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "base/clock.h"
#include "engine/duckdb/catalog_file.h"
#include "engine/duckdb/connection.h"
#include "engine/duckdb/month_file.h"
#include "engine/duckdb/storage_directory.h"
#include "engine/duckdb/table_source.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Where the log files of a workspace lie.
struct StoragePlace {
  const StorageDirectory* directory = nullptr;  // null: in memory
  std::string logs{};                           // the folder
  std::string workspace{};                      // its guid; empty for the first workspace
  const Clock* clock = nullptr;
};

/// The log tables of one workspace in month files, attached to the one instance.
class LogStorage final : public Storage {
 public:
  /// Attaches all files of the place, whose directory must outlive it.
  static Result<std::unique_ptr<LogStorage>> Open(Instance& instance, StoragePlace place);
  /// Writes what is in logs into the files.
  ~LogStorage() override;

  std::string_view space() const override { return space_; }
  catalog::CatalogPtr catalog() const override;
  Status CreateTable(const catalog::Table& table) override;
  /// A built-in table loses its rows and the columns added to it.
  Status DropTable(std::string_view name) override;
  Status CreateFunction(const catalog::StoredFunction& function) override;
  Status DropFunction(std::string_view name) override;
  Result<bool> Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) override;
  Result<bool> WasIngested(std::string_view table, std::string_view digest) override;
  Status MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                      uint64_t rows) override;
  Result<TableStats> Stats(std::string_view table) override;
  uint64_t Version(std::string_view table) const override;
  void Settle() override { const std::lock_guard lock(writing_); }
  Status Checkpoint() override;

  /// TableSource::Read of one of its tables, by its own name.
  Result<Relation> Read(std::string_view table, const plan::Scan& scan,
                        const std::vector<plan::Column>& columns);

 private:
  LogStorage(StoragePlace place, std::string alias, std::unique_ptr<Connection> writer,
             CatalogFile catalog_file)
      : place_(std::move(place)),
        space_(place_.workspace.empty() ? "" : place_.workspace + "/"),
        alias_(std::move(alias)),
        writer_(std::move(writer)),
        catalog_file_(std::move(catalog_file)) {}

  Status AttachAll();
  Result<std::unique_ptr<MonthFile>> Attach(const std::string& month);
  Status LoadCatalog();
  Status MergeTable(const catalog::Table& table);
  Result<MonthFile*> MonthOf(int64_t now);
  /// The time of ingestion of what is written now and was brought at `now`.
  int64_t TimeOf(int64_t now);
  Status CheckSpace(uint64_t bytes) const;
  /// Now and then, so that what is asked at each append does not grow for ever.
  void ForgetOldBatches(int64_t now);
  /// What to tell the user when a write failed.
  Error WriteFailure(Error error) const;
  void SetCatalog(catalog::Catalog next);
  void RaiseVersion(std::string_view table);
  /// In order of month.
  std::vector<MonthFile*> Months() const;

  const StoragePlace place_;
  const std::string space_;
  const std::string alias_;  // begins the names that the files are attached as
  /// Held by whoever changes anything; the writing connection belongs to it.
  std::mutex writing_;
  std::unique_ptr<Connection> writer_;
  CatalogFile catalog_file_;
  std::set<std::pair<std::string, std::string>> sources_;
  int64_t last_time_ = 0;        // of ingestion, of this process
  int64_t next_forgetting_ = 0;  // ticks

  /// Guards what readers look at; held for moments only.
  mutable std::shared_mutex reading_;
  catalog::CatalogPtr catalog_;
  std::map<std::string, std::unique_ptr<MonthFile>> months_;
  std::map<std::string, uint64_t, std::less<>> versions_;  // by table; "": the catalogue's
};

}  // namespace harrier::engine::duckdb
