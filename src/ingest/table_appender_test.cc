#include "ingest/table_appender.h"

#include <thread>

#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

constexpr TablePolicy kMakes{.make = true};

class TableAppenderTest : public IngestTest {
 protected:
  std::unique_ptr<TableAppender> Open(const TablePolicy& policy = kMakes) {
    auto opened = TableAppender::Open(storage(), engine::duckdb::TestClock(), "Mine_CL", policy, "");
    if (opened) return *std::move(opened);
    ADD_FAILURE() << opened.error().message;
    return nullptr;
  }
  static void Add(TableAppender& table, std::vector<Field> fields) {
    Row row;
    row.fields = std::move(fields);
    const Status added = table.Add(row);
    EXPECT_TRUE(added) << added.error().message;
  }
  static void Flush(TableAppender& table) {
    const Status flushed = table.Flush();
    EXPECT_TRUE(flushed) << flushed.error().message;
  }
};

TEST_F(TableAppenderTest, KeepsWhatDoesNotFitAColumnThatAnotherMadeFirst) {
  const auto slow = Open(), fast = Open();
  Add(*slow, {{"N", FieldKind::kString, "five"}, {"M", FieldKind::kNumber, "1"}});
  Add(*slow, {{"N", FieldKind::kString, "6"}});
  Add(*fast, {{"N", FieldKind::kNumber, "4"}});
  Flush(*fast);
  Flush(*slow);
  EXPECT_EQ(Rows("Mine_CL", {"N", "M", "_Overflow"}),
            (Texts{"4|null|null", "6|null|null", "null|1|{\"N\":\"five\"}"}));
  EXPECT_EQ(slow->overflowed(), 1U);
}

TEST_F(TableAppenderTest, AddsToTheBagThatARowHasAlready) {
  const TablePolicy narrow{.make = true, .most_columns = catalog::StandardColumns().size() + 1};
  const auto slow = Open(narrow), fast = Open();
  Add(*slow, {{"N", FieldKind::kString, "five"}, {"M", FieldKind::kNumber, "1"}});
  Add(*fast, {{"N", FieldKind::kNumber, "4"}});
  Flush(*fast);
  Flush(*slow);
  EXPECT_EQ(Rows("Mine_CL", {"N", "_Overflow"}), (Texts{"4|null", "null|{\"M\":1,\"N\":\"five\"}"}));
}

TEST_F(TableAppenderTest, MakesATableFromManyThreads) {
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const auto table = Open();
      const std::string text = std::to_string(i);
      Add(*table, {{"N", i % 2 == 0 ? FieldKind::kNumber : FieldKind::kString, i % 2 == 0 ? text : "x"}});
      Flush(*table);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Rows("Mine_CL", {"TimeGenerated"}).size(), size_t{kThreads});
}

TEST_F(TableAppenderTest, GivesAColumnTheTypeThatItsFieldSays) {
  const auto table = Open();
  Add(*table, {{"N", FieldKind::kNumber, "5", Type::kReal}});
  Flush(*table);
  EXPECT_EQ(storage().catalog()->FindTable("Mine_CL")->Find("N")->type, Type::kReal);
}

TEST_F(TableAppenderTest, LeavesBuiltInTablesAsTheyAre) {
  auto table = TableAppender::Open(storage(), engine::duckdb::TestClock(), "SecurityEvent", kMakes, "");
  ASSERT_TRUE(table);
  Add(**table, {{"EventID", FieldKind::kNumber, "4624"}, {"Mine", FieldKind::kString, "x"}});
  Flush(**table);
  EXPECT_EQ(RowOf("SecurityEvent", {"EventID", "_Overflow"}), "4624|{\"Mine\":\"x\"}");
}

}  // namespace
}  // namespace harrier::ingest
