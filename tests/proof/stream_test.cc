#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "duckdb_testing.h"

namespace harrier::proof {
namespace {

using Clock = std::chrono::steady_clock;

int64_t MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

/// A statement whose result is read while it runs.
class Streamed {
 public:
  Streamed(const Connection& connection, const char* sql) {
    EXPECT_EQ(duckdb_prepare(connection.get(), sql, &statement_), DuckDBSuccess);
    EXPECT_EQ(duckdb_pending_prepared_streaming(statement_, &pending_), DuckDBSuccess);
    EXPECT_EQ(duckdb_execute_pending(pending_, &result_), DuckDBSuccess);
  }
  ~Streamed() {
    duckdb_destroy_result(&result_);
    duckdb_destroy_pending(&pending_);
    duckdb_destroy_prepare(&statement_);
  }
  Streamed(const Streamed&) = delete;
  Streamed& operator=(const Streamed&) = delete;

  /// Rows of the next chunk; 0 at the end.
  idx_t Next() {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(result_);
    if (chunk == nullptr) return 0;
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    duckdb_destroy_data_chunk(&chunk);
    return rows;
  }
  bool is_streaming() { return duckdb_result_is_streaming(result_); }

 private:
  duckdb_prepared_statement statement_ = nullptr;
  duckdb_pending_result pending_ = nullptr;
  duckdb_result result_{};
};

TEST(Stream, GivesTheFirstChunkOfAnEndlessResultAtOnce) {
  const Database db;
  const Connection connection(db);
  const Clock::time_point start = Clock::now();
  Streamed rows(connection, "SELECT i FROM range(1000000000000) r(i)");
  EXPECT_TRUE(rows.is_streaming());
  EXPECT_EQ(rows.Next(), duckdb_vector_size());
  EXPECT_EQ(rows.Next(), duckdb_vector_size());
  EXPECT_LT(MillisecondsSince(start), 1500);
}

TEST(Stream, EndsWithEveryRow) {
  const Database db;
  const Connection connection(db);
  Streamed rows(connection, "SELECT i FROM range(100001) r(i)");
  idx_t total = 0;
  while (const idx_t chunk = rows.Next()) total += chunk;
  EXPECT_EQ(total, 100001U);
}

TEST(Interrupt, EndsAFanOutJoinFromAnotherThread) {
  const Database db;
  const Connection connection(db);
  connection.Run("CREATE TABLE t AS SELECT i, i % 3 AS k FROM range(300000) r(i)");
  Clock::time_point interrupted;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    interrupted = Clock::now();
    duckdb_interrupt(connection.get());
  });
  const std::string error =
      connection.Error("SELECT count(*) FROM t a JOIN t b USING (k) WHERE a.i + b.i > 5");
  const Clock::time_point ended = Clock::now();
  canceller.join();
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(ended - interrupted).count();
  EXPECT_NE(error.find("Interrupted"), std::string::npos) << error;
  RecordProperty("milliseconds", std::to_string(waited));
  EXPECT_LT(waited, 500);
  EXPECT_EQ(connection.Number("SELECT 1::BIGINT"), 1) << "the connection goes on";
}

TEST(Progress, IsKnownWhileAScanRuns) {
  const Database db;
  const Connection connection(db);
  connection.Run("SET enable_progress_bar = true");
  connection.Run("SET enable_progress_bar_print = false");
  connection.Run("SET progress_bar_time = 0");
  connection.Run("CREATE TABLE t AS SELECT i, md5(i::VARCHAR) AS s FROM range(400000) r(i)");
  double most = -1;
  std::atomic<bool> done = false;
  std::thread watcher([&] {
    while (!done) {
      const double now = duckdb_query_progress(connection.get()).percentage;
      if (now > most) most = now;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  connection.Run("SELECT count(*) FROM t WHERE md5(md5(md5(s))) LIKE '%abc%'");
  done = true;
  watcher.join();
  EXPECT_GT(most, 0);
}

}  // namespace
}  // namespace harrier::proof
