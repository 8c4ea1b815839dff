#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/ticks.h"
#include "engine/duckdb/database.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/demo.h"
#include "query/session.h"

namespace harrier::ingest::demo {
namespace {

constexpr int64_t kEnd = kUnixEpochTicks + 1'767'270'896 * kTicksPerSecond;

class IntoStorage final : public BatchSink {
 public:
  explicit IntoStorage(engine::Storage& storage) : storage_(storage) {}
  Status Accept(runtime::Batch batch) override {
    TRY_OK(storage_.Append(batch, "batch " + std::to_string(++count_), kEnd));
    return Ok();
  }

 private:
  engine::Storage& storage_;
  int count_ = 0;
};

class Hunts : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = engine::duckdb::Database::Open({.directory = "", .threads = 2, .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
    service_ = query::MakeService(
        {.engine = &database_->engine(), .storage = &database_->storage(), .clock = &clock_});
    sink_ = std::make_unique<IntoStorage>(database_->storage());
    const Status filled = GenerateDemo(kOptions, *sink_);
    ASSERT_TRUE(filled) << filled.error().message;
  }

  Result<size_t> RowsOf(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    query::Request request;
    request.text = text.str();
    TRY(const auto answer, service_->Run(std::move(request)));
    TRY(auto table, answer->NextTable());
    HARRIER_CHECK(table.has_value());
    size_t rows = 0;
    while (true) {
      TRY(const auto chunk, table->rows->Next());
      if (!chunk) return rows;
      rows += chunk->rows;
    }
  }

  static constexpr DemoOptions kOptions{3, kEnd, 0.05};
  FixedClock clock_{kEnd};
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<query::Service> service_;
  std::unique_ptr<IntoStorage> sink_;
};

TEST_F(Hunts, FindTheCampaignsAndNothingElse) {
  // How many things of the story each finds; the last hunt's happen in the live feed only.
  const std::map<std::string, size_t> expected = {{"01", 1}, {"02", 1}, {"03", 1}, {"04", 4}, {"05", 3},
                                                  {"06", 1}, {"07", 1}, {"08", 2}, {"09", 3}, {"10", 1},
                                                  {"11", 1}, {"12", 2}, {"13", 2}, {"14", 1}, {"15", 1},
                                                  {"16", 1}, {"17", 1}, {"18", 1}, {"19", 0}};
  size_t run = 0;
  std::filesystem::path last;
  for (const auto& entry : std::filesystem::directory_iterator(HARRIER_DEMO_HUNTS)) {
    const std::string name = entry.path().filename().string();
    const auto wanted = expected.find(name.substr(0, 2));
    ASSERT_NE(wanted, expected.end()) << name;
    const Result<size_t> rows = RowsOf(entry.path());
    ASSERT_TRUE(rows) << name << ": " << rows.error().message;
    EXPECT_EQ(*rows, wanted->second) << name;
    if (wanted->first == "19") last = entry.path();
    ++run;
  }
  EXPECT_EQ(run, expected.size());

  DemoFeed feed(kOptions);
  for (runtime::Batch& batch : feed.Next(kEnd, kEnd + Minutes(5)))
    ASSERT_TRUE(sink_->Accept(std::move(batch)));
  const Result<size_t> rows = RowsOf(last);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_GE(*rows, 1u);
}

}  // namespace
}  // namespace harrier::ingest::demo
