#include "engine/duckdb/duckdb_engine.h"

#include "engine/duckdb/sql_writer.h"
#include "engine/duckdb/stream.h"

namespace harrier::engine::duckdb {

Result<std::unique_ptr<Connection>> ConnectionPool::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<Connection> connection = std::move(free_.back());
      free_.pop_back();
      return connection;
    }
  }
  TRY(std::unique_ptr<Connection> connection, instance_.Connect());
  TRY_OK(connection->Execute(
      "SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0"));
  return connection;
}

void ConnectionPool::Give(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < kKeep) free_.push_back(std::move(connection));
}

Result<std::unique_ptr<ResultStream>> DuckDbEngine::Run(const plan::Node& root, const RunOptions& options) {
  TRY(Statement statement, SqlWriter(tables_).Write(root));
  TRY(std::unique_ptr<Connection> connection, pool_.Take());
  return Stream::Start(std::move(connection), pool_, deadlines_, std::move(statement), root.columns, options);
}

Result<std::string> DuckDbEngine::Explain(const plan::Node& root) {
  TRY(Statement statement, SqlWriter(tables_).Write(root));
  return std::move(statement.sql);
}

}  // namespace harrier::engine::duckdb
