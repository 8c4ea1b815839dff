#include "engine/duckdb/storage.h"

#include <atomic>
#include <thread>

#include "base/ticks.h"
#include "engine/duckdb/storage_testing.h"

namespace harrier::engine::duckdb {
namespace {

using Rows = std::vector<std::string>;

const plan::Column kTime{1, "TimeGenerated", Type::kDatetime};
const plan::Column kMessage{2, "SyslogMessage", Type::kString};

/// The same behaviour in memory and on disk.
class StorageTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { Open(); }
  void Open() {
    database_.reset();
    auto opened = OpenAt(GetParam() ? directory_.path() : "");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
  }
  Storage& storage() { return database_->storage(); }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Places, StorageTest, testing::Bool(),
                         [](const auto& place) { return place.param ? "Disk" : "Memory"; });

TEST_P(StorageTest, AppendsABatchOnce) {
  const runtime::Batch batch = SyslogBatch(3);
  EXPECT_EQ(storage().Append(batch, "a", Ticks("2026-01-15")).value(), true);
  EXPECT_EQ(storage().Append(batch, "a", Ticks("2026-01-15")).value(), false);
  EXPECT_EQ(storage().Append(batch, "a", Ticks("2026-02-01")).value(), false);
  EXPECT_EQ(storage().Append(batch, "", Ticks("2026-01-15")).value(), true);
  EXPECT_EQ(CountRows(*database_, "Syslog"), 6U);
  const TableStats stats = storage().Stats("Syslog").value();
  EXPECT_EQ(stats.rows, 6U);
  EXPECT_EQ(stats.first_time, Ticks("2026-01-10T00:00:00Z"));
  EXPECT_EQ(stats.last_time, Ticks("2026-01-10T00:00:02Z"));
  EXPECT_EQ(stats.last_ingested, Ticks("2026-01-15"));
}

TEST_P(StorageTest, RemembersBatchesForAWeek) {
  const runtime::Batch batch = SyslogBatch(3);
  const int64_t start = Ticks("2026-01-15");
  const auto append = [&](std::string_view id, int64_t now) {
    return storage().Append(batch, id, now).value();
  };
  EXPECT_TRUE(append("a", start));
  EXPECT_TRUE(append("b", start + kTicksPerMinute));
  EXPECT_TRUE(append("c", start + 3 * kTicksPerDay));
  EXPECT_FALSE(append("a", start + 6 * kTicksPerDay));
  // What is older is forgotten after an append, an hour after the last time at the earliest.
  EXPECT_TRUE(append("d", start + 7 * kTicksPerDay + kTicksPerHour));
  EXPECT_FALSE(append("c", start + 8 * kTicksPerDay));
  EXPECT_TRUE(append("a", start + 8 * kTicksPerDay));
  EXPECT_TRUE(append("b", start + 8 * kTicksPerDay));
  EXPECT_TRUE(append("e", start + 11 * kTicksPerDay));
  // What the forgotten ones counted is still known.
  const auto check = [&] {
    const TableStats stats = storage().Stats("Syslog").value();
    EXPECT_EQ(stats.rows, 21U);
    EXPECT_EQ(stats.first_time, Ticks("2026-01-10T00:00:00Z"));
    EXPECT_EQ(stats.last_time, Ticks("2026-01-10T00:00:02Z"));
    EXPECT_EQ(stats.last_ingested, start + 11 * kTicksPerDay);
  };
  check();
  if (GetParam()) {
    Open();
    check();
  }
  EXPECT_EQ(CountRows(*database_, "Syslog"), 21U);
  EXPECT_TRUE(append("c", start + 11 * kTicksPerDay));
  EXPECT_FALSE(append("d", start + 11 * kTicksPerDay));
}

TEST_P(StorageTest, FillsTheStandardColumns) {
  runtime::Batch batch;
  batch.table = "DeviceEvents";
  batch.columns.emplace_back("Timestamp", runtime::ColumnBuilder(Type::kDatetime));
  batch.columns.emplace_back("DeviceName", runtime::ColumnBuilder(Type::kString));
  batch.columns[0].second.AppendLong(Ticks("2026-01-01"));
  batch.columns[0].second.AppendNull();
  batch.columns[1].second.AppendText("one");
  batch.columns[1].second.AppendText("two");
  ASSERT_TRUE(storage().Append(batch, "", Ticks("2026-01-15")).has_value());
  const Rows rows = ReadRows(*database_, "DeviceEvents",
                             {kTime,
                              {2, "Timestamp", Type::kDatetime},
                              {3, "Type", Type::kString},
                              {4, "_TimeReceived", Type::kDatetime},
                              {5, "$ingestion_time", Type::kDatetime},
                              {6, "_ItemId", Type::kString},
                              {7, "InitiatingProcessId", Type::kLong}});
  const std::string rest = "|DeviceEvents|2026-01-15T00:00:00.0000000Z|2026-01-15T00:00:00.0000000Z|''|null";
  EXPECT_EQ(rows, (Rows{"2026-01-01T00:00:00.0000000Z|2026-01-01T00:00:00.0000000Z" + rest,
                        "2026-01-15T00:00:00.0000000Z|2026-01-15T00:00:00.0000000Z" + rest}));
}

TEST_P(StorageTest, KeepsNamesThatDifferInCase) {
  catalog::Table table;
  table.name = "Case_CL";
  table.columns = {{"ProcessId", Type::kString}, {"ProcessID", Type::kLong}, {"_ingestion_time", Type::kInt}};
  ASSERT_TRUE(storage().CreateTable(table).has_value());
  table.name = "case_CL";
  ASSERT_TRUE(storage().CreateTable(table).has_value());
  for (const char* name : {"Case_CL", "case_CL"}) {
    runtime::Batch batch;
    batch.table = name;
    batch.columns.emplace_back("ProcessId", runtime::ColumnBuilder(Type::kString));
    batch.columns.emplace_back("ProcessID", runtime::ColumnBuilder(Type::kLong));
    batch.columns.emplace_back("_ingestion_time", runtime::ColumnBuilder(Type::kInt));
    batch.columns[0].second.AppendText(name);
    batch.columns[1].second.AppendLong(7);
    batch.columns[2].second.AppendInt(8);
    ASSERT_TRUE(storage().Append(batch, "", Ticks("2026-01-15")).has_value());
  }
  const std::vector<plan::Column> columns{
      {1, "ProcessId", Type::kString}, {2, "ProcessID", Type::kLong}, {3, "_ingestion_time", Type::kInt}};
  EXPECT_EQ(ReadRows(*database_, "Case_CL", columns), (Rows{"Case_CL|7|8"}));
  EXPECT_EQ(ReadRows(*database_, "case_CL", columns), (Rows{"case_CL|7|8"}));
}

TEST_P(StorageTest, ReadsColumnsThatSomeMonthsLack) {
  ASSERT_TRUE(storage().Append(SyslogBatch(1, "2026-01-01"), "", Ticks("2026-01-15")).has_value());
  runtime::Batch more = SyslogBatch(1, "2026-01-02");
  more.columns.emplace_back("Facility", runtime::ColumnBuilder(Type::kString));
  more.columns.back().second.AppendText("auth");
  ASSERT_TRUE(storage().Append(more, "", Ticks("2026-01-15")).has_value());
  ASSERT_TRUE(storage().Append(SyslogBatch(1, "2026-02-03"), "", Ticks("2026-02-15")).has_value());
  EXPECT_EQ(ReadRows(*database_, "Syslog", {kTime, {3, "Facility", Type::kString}}),
            (Rows{"2026-01-01T00:00:00.0000000Z|''", "2026-01-02T00:00:00.0000000Z|auth",
                  "2026-02-03T00:00:00.0000000Z|''"}));
}

TEST_P(StorageTest, ShowsTheOverflowOfTablesThatHaveOne) {
  ASSERT_EQ(storage().catalog()->FindTable("Syslog")->Find("_Overflow"), nullptr);
  runtime::Batch batch = SyslogBatch(1);
  batch.columns.emplace_back("_Overflow", runtime::ColumnBuilder(Type::kDynamic));
  batch.columns.back().second.AppendText("{\"x\":1}");
  ASSERT_TRUE(storage().Append(batch, "", Ticks("2026-01-15")).has_value());
  ASSERT_NE(storage().catalog()->FindTable("Syslog")->Find("_Overflow"), nullptr);
  EXPECT_EQ(ReadRows(*database_, "Syslog", {{1, "_Overflow", Type::kDynamic}}), (Rows{"{\"x\":1}"}));
}

TEST_P(StorageTest, RefusesWhatDoesNotFit) {
  runtime::Batch batch = SyslogBatch(1);
  batch.table = "NoSuchTable";
  EXPECT_EQ(storage().Append(batch, "", 1).error().code, ErrorCode::kNotFound);
  batch.table = "Syslog";
  batch.columns.emplace_back("NoSuchColumn", runtime::ColumnBuilder(Type::kString));
  batch.columns.back().second.AppendText("x");
  EXPECT_EQ(storage().Append(batch, "", 1).error().code, ErrorCode::kInvalid);
  catalog::Table table;
  table.name = "Syslog";
  table.columns = {{"Facility", Type::kLong}};
  EXPECT_EQ(storage().CreateTable(table).error().code, ErrorCode::kConflict);
  EXPECT_EQ(CountRows(*database_, "Syslog"), 0U);
}

TEST_P(StorageTest, LeavesOutMonthsByTime) {
  ASSERT_TRUE(storage().Append(SyslogBatch(2, "2026-01-10"), "", Ticks("2026-01-15")).has_value());
  ASSERT_TRUE(storage().Append(SyslogBatch(2, "2026-02-10"), "", Ticks("2026-02-15")).has_value());
  const auto filter = plan::Apply(
      plan::Op::kAnd,
      {plan::Apply(plan::Op::kGe,
                   {plan::Ref(kTime), plan::Lit(Value::Datetime(Ticks("2026-02-10T00:00:01Z")))})});
  EXPECT_EQ(ReadRows(*database_, "Syslog", {kTime}, filter), (Rows{"2026-02-10T00:00:01.0000000Z"}));
  plan::Scan scan;
  scan.table = "Syslog";
  scan.source = {"TimeGenerated"};
  scan.filter = filter;
  const auto node = plan::MakeNode(scan, {}, {kTime});
  const std::string sql = database_->engine().Explain(*node).value();
  EXPECT_NE(sql.find("logs_2026_02"), std::string::npos);
  EXPECT_EQ(sql.find("logs_2026_01"), std::string::npos);
}

TEST_P(StorageTest, DropsTables) {
  catalog::Table table;
  table.name = "Mine_CL";
  table.columns = {{"TimeGenerated", Type::kDatetime}, {"x", Type::kLong}};
  ASSERT_TRUE(storage().CreateTable(table).has_value());
  runtime::Batch batch;
  batch.table = "Mine_CL";
  batch.columns.emplace_back("x", runtime::ColumnBuilder(Type::kLong));
  batch.columns[0].second.AppendLong(1);
  ASSERT_TRUE(storage().Append(batch, "b", Ticks("2026-01-15")).has_value());
  ASSERT_TRUE(storage().MarkIngested("Mine_CL", "digest", "file", 1).has_value());
  EXPECT_EQ(storage().WasIngested("Mine_CL", "digest").value(), true);
  ASSERT_TRUE(storage().DropTable("Mine_CL").has_value());
  EXPECT_EQ(storage().catalog()->FindTable("Mine_CL"), nullptr);
  EXPECT_EQ(storage().WasIngested("Mine_CL", "digest").value(), false);
  EXPECT_EQ(storage().DropTable("Mine_CL").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(storage().CreateTable(table).has_value());
  EXPECT_EQ(storage().Append(batch, "b", Ticks("2026-01-15")).value(), true);
  EXPECT_EQ(CountRows(*database_, "Mine_CL"), 1U);
}

TEST_P(StorageTest, ReadsWhileItAppends) {
  ASSERT_TRUE(storage().Append(SyslogBatch(10), "", Ticks("2026-01-15")).has_value());
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) {
      runtime::Batch batch = SyslogBatch(3000);
      batch.columns.emplace_back(i % 2 == 0 ? "Facility" : "HostName", runtime::ColumnBuilder(Type::kString));
      for (size_t r = 0; r < batch.rows(); ++r) batch.columns.back().second.AppendText("v");
      EXPECT_TRUE(storage().Append(batch, "", Ticks("2026-01-15")).has_value());
    }
    done = true;
  });
  size_t before = 0;
  while (!done) {
    const size_t now = CountRows(*database_, "Syslog");
    EXPECT_GE(now, before);
    EXPECT_EQ(now % 3000, 10U);
    before = now;
  }
  writer.join();
  EXPECT_EQ(CountRows(*database_, "Syslog"), 120'010U);
}

TEST(DiskStorage, HasEverythingAfterOpeningAgain) {
  const TemporaryDirectory directory;
  {
    auto database = OpenAt(directory.path()).value();
    Storage& storage = database->storage();
    ASSERT_TRUE(storage.Append(SyslogBatch(5), "a", Ticks("2026-01-28")).has_value());
    ASSERT_TRUE(storage.Append(SyslogBatch(5), "b", Ticks("2026-02-02")).has_value());
    catalog::Table table;
    table.name = "Mine_CL";
    table.description = "it's mine";
    table.columns = {{"x", Type::kLong}};
    ASSERT_TRUE(storage.CreateTable(table).has_value());
    table.name = "Syslog";
    table.columns = {{"Extra", Type::kReal}};
    ASSERT_TRUE(storage.CreateTable(table).has_value());
    ASSERT_TRUE(storage.CreateFunction({"f", "() { 'x' }", "does f", "Mine"}).has_value());
    ASSERT_TRUE(storage.MarkIngested("Syslog", "d1", "file.log", 5).has_value());
  }
  auto database = OpenAt(directory.path()).value();
  Storage& storage = database->storage();
  EXPECT_EQ(CountRows(*database, "Syslog"), 10U);
  EXPECT_EQ(storage.Append(SyslogBatch(5), "a", Ticks("2026-02-03")).value(), false);
  EXPECT_EQ(storage.Stats("Syslog").value().rows, 10U);
  EXPECT_EQ(storage.Stats("Syslog").value().first_time, Ticks("2026-01-10"));
  const catalog::TablePtr mine = storage.catalog()->FindTable("Mine_CL");
  ASSERT_NE(mine, nullptr);
  EXPECT_TRUE(mine->custom);
  EXPECT_EQ(mine->description, "it's mine");
  EXPECT_EQ(mine->columns.size(), 1U);
  EXPECT_NE(storage.catalog()->FindTable("Syslog")->Find("Extra"), nullptr);
  EXPECT_FALSE(storage.catalog()->FindTable("Syslog")->custom);
  ASSERT_NE(storage.catalog()->FindFunction("f"), nullptr);
  EXPECT_EQ(storage.catalog()->FindFunction("f")->text, "() { 'x' }");
  EXPECT_EQ(storage.WasIngested("Syslog", "d1").value(), true);
  EXPECT_EQ(storage.WasIngested("Event", "d1").value(), false);
}

TEST(StorageTimes, AreInTheOrderOfCommits) {
  FixedClock clock(Ticks("2026-01-15T12:00:00Z"));
  DatabaseOptions options;
  options.clock = &clock;
  auto database = Database::Open(options).value();
  Storage& storage = database->storage();
  const int64_t brought = clock.Now();
  const auto last = [&] { return storage.Stats("Syslog").value().last_ingested; };
  // It had to wait: it is as late as its commit.
  clock.Set(clock.Now() + 3 * kTicksPerSecond);
  ASSERT_TRUE(storage.Append(SyslogBatch(1), "waited", brought).value());
  EXPECT_EQ(last(), clock.Now());
  // The clock was set back: nothing comes before what is there.
  clock.Set(clock.Now() - 2 * kTicksPerSecond);
  ASSERT_TRUE(storage.Append(SyslogBatch(1), "back", clock.Now()).value());
  EXPECT_EQ(ReadRows(*database, "Syslog", {{1, "_TimeReceived", Type::kDatetime}}),
            (std::vector<std::string>{"2026-01-15T12:00:03.0000000Z", "2026-01-15T12:00:03.0000000Z"}));
  // Copies of old rows keep their time.
  ASSERT_TRUE(storage.Append(SyslogBatch(1), "old", Ticks("2025-12-01T00:00:00Z")).value());
  EXPECT_EQ(ReadRows(*database, "Syslog", {{1, "_TimeReceived", Type::kDatetime}}).front(),
            "2025-12-01T00:00:00.0000000Z");
}

}  // namespace
}  // namespace harrier::engine::duckdb
