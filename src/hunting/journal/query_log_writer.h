#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/log.h"
#include "engine/engine.h"
#include "query/query_log.h"

namespace harrier::hunting {

struct QueryLogWriterOptions {
  const Clock* clock = nullptr;  // all must outlive the writer
  Ids* ids = nullptr;
  Log* log = nullptr;
  /// Where the log rows of a workspace (a guid) go; null: nowhere.
  std::function<engine::Storage*(std::string_view workspace)> storage_of;
  /// How long a record waits for others to be written with it.
  std::chrono::milliseconds wait{250};
};

/// Writes queries that have ended into LAQueryLogs, those of a moment in one batch. A process that is killed
/// loses the last moment's.
class QueryLogWriter final : public query::QueryLog {
 public:
  explicit QueryLogWriter(QueryLogWriterOptions options);
  /// Writes what is left.
  ~QueryLogWriter() override;

  void Note(query::QueryRecord record) override;

 private:
  void Run(const std::stop_token& stop);
  /// Writes all that waits; what cannot be written waits on.
  void Flush();

  QueryLogWriterOptions options_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::vector<query::QueryRecord> waiting_;
  std::jthread thread_;
};

}  // namespace harrier::hunting
