#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "engine/duckdb/connection.h"
#include "engine/duckdb/deadlines.h"
#include "engine/duckdb/table_source.h"
#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Connections ready for queries, set up to report progress; each serves one query at a time.
class ConnectionPool {
 public:
  explicit ConnectionPool(Instance& instance) : instance_(instance) {}
  Result<std::unique_ptr<Connection>> Take();
  /// Only a connection with nothing under way.
  void Give(std::unique_ptr<Connection> connection);

 private:
  static constexpr size_t kKeep = 16;
  Instance& instance_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> free_;
};

/// Runs plans as SQL in one instance; tables come from `tables`. Both must outlive it, and it must outlive
/// its streams.
class DuckDbEngine final : public Engine {
 public:
  DuckDbEngine(Instance& instance, TableSource& tables) : pool_(instance), tables_(tables) {}
  Result<std::unique_ptr<ResultStream>> Run(const plan::Node& root, const RunOptions& options) override;
  Result<std::string> Explain(const plan::Node& root) override;

 private:
  ConnectionPool pool_;
  Deadlines deadlines_;
  TableSource& tables_;
};

}  // namespace harrier::engine::duckdb
