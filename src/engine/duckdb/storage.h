#pragma once

#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "engine/duckdb/catalog_file.h"
#include "engine/duckdb/connection.h"
#include "engine/duckdb/month_file.h"
#include "engine/duckdb/storage_directory.h"
#include "engine/duckdb/table_source.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Log tables in month files, attached to the one instance; without a directory the files are in memory.
class LogStorage final : public Storage, public TableSource {
 public:
  /// Attaches all files of the directory (null: in memory), which it then holds.
  static Result<std::unique_ptr<LogStorage>> Open(Instance& instance,
                                                  std::unique_ptr<StorageDirectory> directory);
  /// Writes what is in logs into the files.
  ~LogStorage() override;

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
  Status Checkpoint() override;

  Result<Relation> Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) override;

 private:
  LogStorage(std::unique_ptr<Connection> writer, std::unique_ptr<StorageDirectory> directory,
             CatalogFile catalog_file)
      : directory_(std::move(directory)), writer_(std::move(writer)), catalog_file_(catalog_file) {}

  Status AttachAll();
  Status MergeTable(const catalog::Table& table);
  Result<MonthFile*> MonthOf(int64_t now);
  Status CheckSpace(uint64_t bytes) const;
  /// What to tell the user when a write failed.
  Error WriteFailure(Error error) const;
  void SetCatalog(catalog::Catalog next);
  void RaiseVersion(std::string_view table);
  /// In order of month.
  std::vector<MonthFile*> Months() const;

  std::unique_ptr<StorageDirectory> directory_;
  /// Held by whoever changes anything; the writing connection belongs to it.
  std::mutex writing_;
  std::unique_ptr<Connection> writer_;
  CatalogFile catalog_file_;
  std::set<std::pair<std::string, std::string>> sources_;

  /// Guards what readers look at; held for moments only.
  mutable std::shared_mutex reading_;
  catalog::CatalogPtr catalog_;
  std::map<std::string, std::unique_ptr<MonthFile>> months_;
  std::map<std::string, uint64_t, std::less<>> versions_;  // by table; "": the catalogue's
};

}  // namespace harrier::engine::duckdb
