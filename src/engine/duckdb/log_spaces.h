#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include "engine/duckdb/storage.h"
#include "engine/duckdb/table_source.h"

namespace harrier::engine::duckdb {

/// The storages of all workspaces of a data directory, with the tables that plans name. A storage that is
/// open stays so: queries hold on to its files.
class LogSpaces final : public TableSource, public StoredTables {
 public:
  /// `instance`, `directory` (null: in memory) and `clock` must outlive it. Opens the first workspace.
  static Result<std::unique_ptr<LogSpaces>> Open(Instance& instance, const StorageDirectory* directory,
                                                 const Clock* clock);

  LogStorage& first() const { return *first_; }
  /// Of a further workspace, by its guid.
  Result<LogStorage*> Of(std::string_view workspace);

  Result<TableStats> Stats(std::string_view stored) override;
  uint64_t Version(std::string_view stored) const override;
  Result<Relation> Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) override;

 private:
  LogSpaces(Instance& instance, const StorageDirectory* directory, const Clock* clock,
            std::unique_ptr<LogStorage> first)
      : instance_(instance), directory_(directory), clock_(clock), first_(std::move(first)) {}

  /// A table of a plan: whose it is, and what it is called there.
  struct Place {
    LogStorage* storage;
    std::string_view table;
  };
  Place Find(std::string_view stored) const;

  Instance& instance_;
  const StorageDirectory* directory_;
  const Clock* clock_;
  std::unique_ptr<LogStorage> first_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<LogStorage>, std::less<>> further_;  // by guid
};

}  // namespace harrier::engine::duckdb
