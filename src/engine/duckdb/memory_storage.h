#pragma once

#include <map>
#include <mutex>
#include <set>

#include "engine/duckdb/connection.h"
#include "engine/duckdb/table_source.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Tables in the instance's own memory, for tests and for queries over nothing but what they bring along.
class MemoryStorage final : public Storage, public TableSource {
 public:
  /// Starts with the tables and functions of `catalog`.
  static Result<std::unique_ptr<MemoryStorage>> Open(Instance& instance, catalog::Catalog catalog);

  catalog::CatalogPtr catalog() const override;
  Status CreateTable(const catalog::Table& table) override;
  Status DropTable(std::string_view name) override;
  Status CreateFunction(const catalog::StoredFunction& function) override;
  Status DropFunction(std::string_view name) override;
  Result<bool> Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) override;
  Result<bool> WasIngested(std::string_view table, std::string_view digest) override;
  Status MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                      uint64_t rows) override;
  Result<TableStats> Stats(std::string_view table) override;
  Status Checkpoint() override { return Ok(); }

  Result<Relation> Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) override;

 private:
  /// A table that has rows or columns of its own: its SQL name and which of its columns lie where.
  struct Stored {
    std::string sql_name;
    std::map<std::string, std::pair<std::string, Type>, std::less<>> columns;
    std::set<std::string, std::less<>> batches;
    std::set<std::string, std::less<>> digests;
    TableStats stats;
  };

  explicit MemoryStorage(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
  Result<Stored*> Materialise(std::string_view name);
  Status AddColumns(Stored& stored, const catalog::Table& table);

  std::unique_ptr<Connection> connection_;
  mutable std::mutex mutex_;
  catalog::CatalogPtr catalog_;
  std::map<std::string, Stored, std::less<>> stored_;
  size_t names_ = 0;
};

}  // namespace harrier::engine::duckdb
