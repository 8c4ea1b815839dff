#include "ingest/demo/demo.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/ticks.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/collected.h"

namespace harrier::ingest::demo {
namespace {

// 2026-01-01T12:34:56Z, a Thursday.
constexpr int64_t kEnd = kUnixEpochTicks + 1'767'270'896 * kTicksPerSecond;

/// Folds every cell of every batch, in order, into one number.
class Fingerprint final : public BatchSink {
 public:
  Status Accept(runtime::Batch batch) override {
    Add(StableHash(batch.table));
    for (const auto& [name, cells] : batch.columns) {
      Add(StableHash(name));
      const runtime::ColumnView view = cells.View();
      for (size_t row = 0; row < cells.size(); ++row) AddCell(view, row);
    }
    rows_ += batch.rows();
    largest_ = std::max(largest_, batch.rows());
    return Ok();
  }
  uint64_t value() const { return value_; }
  size_t rows() const { return rows_; }
  size_t largest() const { return largest_; }

 private:
  void AddCell(const runtime::ColumnView& view, size_t row) {
    if (!view.valid(row)) return Add(1);
    switch (view.type) {
      case Type::kString:
      case Type::kDynamic:
        return Add(StableHash(view.text(row)));
      case Type::kBool:
        return Add(view.cell<uint8_t>(row));
      case Type::kInt:
        return Add(static_cast<uint64_t>(view.cell<int32_t>(row)));
      default:
        return Add(view.cell<uint64_t>(row));
    }
  }
  void Add(uint64_t x) { value_ = MixBits(value_ ^ x); }

  uint64_t value_ = 0;
  size_t rows_ = 0, largest_ = 0;
};

uint64_t FingerprintOf(uint64_t seed, int64_t end) {
  Fingerprint sink;
  EXPECT_TRUE(GenerateDemo({seed, end, 0.004}, sink).has_value());
  EXPECT_GT(sink.rows(), 1000u);
  EXPECT_LE(sink.largest(), 50'001u);
  return sink.value();
}

TEST(Demo, SameSeedAndEndGiveTheSameRows) {
  const uint64_t first = FingerprintOf(7, kEnd);
  EXPECT_EQ(first, FingerprintOf(7, kEnd));
  EXPECT_NE(first, FingerprintOf(8, kEnd));
  EXPECT_NE(first, FingerprintOf(7, kEnd + kTicksPerDay));
}

TEST(Demo, FillsEveryTableWithinBounds) {
  Collected rows;
  ASSERT_TRUE(GenerateDemo({1, kEnd, 0.02}, rows).has_value());
  EXPECT_EQ(rows.tables().size(), 21u);
  EXPECT_GT(rows.all_rows(), 35'000u);
  EXPECT_LT(rows.all_rows(), 130'000u);
  for (const std::string& table : rows.tables()) {
    int64_t low = kEnd, high = 0;
    for (const runtime::Batch& batch : rows.batches(table)) {
      ASSERT_EQ(batch.columns.front().first, "TimeGenerated");
      for (const auto& [name, cells] : batch.columns)
        ASSERT_EQ(cells.size(), batch.rows()) << table << "." << name;
      const runtime::ColumnView time = batch.columns.front().second.View();
      for (size_t i = 0; i < batch.rows(); ++i) {
        low = std::min(low, time.cell<int64_t>(i));
        high = std::max(high, time.cell<int64_t>(i));
      }
    }
    EXPECT_GE(low, kEnd - kDemoDays * kTicksPerDay - Minutes(15)) << table;
    EXPECT_LT(high, kEnd) << table;
    EXPECT_GT(high, kEnd - 6 * kTicksPerDay) << table;
  }
  const size_t few = rows.rows("SecurityAlert");
  EXPECT_GT(few, 10u);
  EXPECT_LT(few, 90u);
}

class Refusing final : public BatchSink {
 public:
  Status Accept(runtime::Batch) override {
    ++calls;
    return Fail(ErrorCode::kIo, "no room");
  }
  int calls = 0;
};

TEST(Demo, StopsWhenTheSinkFails) {
  Refusing sink;
  const Status status = GenerateDemo({1, kEnd, 0.004}, sink);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, "no room");
  EXPECT_EQ(sink.calls, 1);
}

TEST(Feed, GivesTheRowsOfItsTimeAndTheLastStage) {
  DemoFeed feed({1, kEnd, 0.1});
  size_t renamed = 0, rows = 0;
  for (int64_t t = kEnd; t < kEnd + Minutes(6); t += Minutes(1)) {
    for (const runtime::Batch& batch : feed.Next(t, t + Minutes(1))) {
      rows += batch.rows();
      const runtime::ColumnView time = batch.columns.front().second.View();
      for (size_t i = 0; i < batch.rows(); ++i) {
        EXPECT_LT(time.cell<int64_t>(i), t + Minutes(1));
        EXPECT_GE(time.cell<int64_t>(i), kEnd - Minutes(15));
      }
      for (const auto& [name, cells] : batch.columns) {
        if (name != "ActionType") continue;
        for (size_t i = 0; i < cells.size(); ++i) renamed += cells.View().text(i) == "FileRenamed" ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(renamed, 420u);
  EXPECT_GT(rows, 500u);
}

}  // namespace
}  // namespace harrier::ingest::demo
