#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/duckdb/duckdb_engine.h"
#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {

/// A statement that runs while its rows are fetched; DuckDB holds back when nobody fetches.
class Stream final : public ResultStream {
 public:
  /// Prepares the statement and begins to run it; a bad constant of a kernel comes back here.
  static Result<std::unique_ptr<ResultStream>> Start(std::unique_ptr<Connection> connection,
                                                     ConnectionPool& pool, Deadlines& deadlines,
                                                     Statement statement, std::vector<plan::Column> columns,
                                                     const RunOptions& options);
  Stream(std::unique_ptr<Connection> connection, ConnectionPool& pool, Statement statement,
         std::vector<plan::Column> columns);
  ~Stream() override;

  const std::vector<plan::Column>& columns() const override { return columns_; }
  Result<std::optional<Chunk>> Next() override;
  double progress() const override;

 private:
  enum class State { kPending, kStreaming, kDone, kFailed };

  Status Prepare();
  /// Runs tasks until there are rows.
  Status Await();
  Status CheckTypes();
  /// The end that somebody asked for, if any.
  Status CheckStopped() const;
  /// What DuckDB says, or why we interrupted it.
  Error Failure(const char* message);

  std::unique_ptr<Connection> connection_;
  ConnectionPool& pool_;
  Statement statement_;
  std::vector<plan::Column> columns_;
  State state_ = State::kPending;
  duckdb_prepared_statement prepared_ = nullptr;
  duckdb_pending_result pending_ = nullptr;
  duckdb_result result_{};
  std::atomic<bool> stopped_ = false;
  std::atomic<bool> timed_out_ = false;
  // Last, so that they are gone before the connection is.
  Deadlines::Token deadline_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace harrier::engine::duckdb
