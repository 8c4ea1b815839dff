#include "hunting/journal/query_log_writer.h"

#include <gmock/gmock.h>

#include "base/ticks.h"
#include "hunting/journal/journal_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;

class QueryLogWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = engine::duckdb::OpenAt("");
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
    storage_ = std::make_unique<UnsteadyStorage>(database_->storage());
    writer_ = std::make_unique<QueryLogWriter>(QueryLogWriterOptions{
        .clock = &clock_,
        .ids = &ids_,
        .log = &log_,
        .storage_of =
            [this](std::string_view workspace) { return workspace == "w" ? storage_.get() : nullptr; },
        .wait = std::chrono::milliseconds(1),
    });
  }
  query::QueryRecord Record(const std::string& text) const {
    query::QueryRecord record;
    record.asker = {"a-1", "ann@contoso.example", "", "Kusto", "/v1/rest/query", "w"};
    record.text = text;
    record.correlation = "c";
    record.started = clock_.Now();
    record.duration_ns = 2'500'000;
    return record;
  }

  FixedClock clock_{engine::duckdb::Ticks("2026-01-15")};
  SystemIds ids_;
  Log log_{2, true, LogLevel::kError};
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<UnsteadyStorage> storage_;
  std::unique_ptr<QueryLogWriter> writer_;
};

TEST_F(QueryLogWriterTest, QueriesBecomeRows) {
  query::QueryRecord full = Record("b");
  full.timespan = {clock_.Now() - kTicksPerDay, clock_.Now()};
  full.cpu_ns = 1'000'000;
  full.rows = uint64_t{1} << 40;
  full.response_code = 504;
  writer_->Note(Record("a"));
  writer_->Note(full);
  query::QueryRecord elsewhere = Record("c");
  elsewhere.asker.workspace = "other";
  writer_->Note(elsewhere);
  writer_.reset();
  EXPECT_THAT(
      LogRows(*database_, "LAQueryLogs",
              {"QueryText", "ResponseCode", "ResponseRowCount", "ResponseDurationMs", "StatsCPUTimeMs",
               "QueryTimeRangeStart", "QueryTimeRangeEnd"}),
      ElementsAre("a|200|0|2.5|null|null|null",
                  "b|504|2147483647|2.5|1|2026-01-14T00:00:00.0000000Z|2026-01-15T00:00:00.0000000Z"));
  EXPECT_EQ(
      LogRows(*database_, "LAQueryLogs",
              {"QueryText", "TimeGenerated", "AADObjectId", "AADEmail", "RequestClientApp", "RequestTarget",
               "RequestContext", "CorrelationId", "TenantId"})
          .front(),
      R"(a|2026-01-15T00:00:00.0000000Z|a-1|ann@contoso.example|Kusto|/v1/rest/query|{"workspaces":["w"]}|c|w)");
}

TEST_F(QueryLogWriterTest, TheThreadWritesSoonAndTriesAgain) {
  storage_->fail_before = 1;
  writer_->Note(Record("a"));
  const auto start = std::chrono::steady_clock::now();
  while (LogRows(*database_, "LAQueryLogs", {"QueryText"}).empty() &&
         std::chrono::steady_clock::now() - start < std::chrono::seconds(20))
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_THAT(LogRows(*database_, "LAQueryLogs", {"QueryText"}), ElementsAre("a"));
}

}  // namespace
}  // namespace harrier::hunting
