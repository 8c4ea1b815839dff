#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

constexpr int64_t kRows = 400'000;

/// Sorting stands below other nodes, over more rows than one thread takes, from a stored table.
class OrderTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    catalog::Table table;
    table.name = "T";
    table.columns = {{"n", Type::kLong}, {"s", Type::kString}};
    ASSERT_TRUE(database_->storage().CreateTable(table).has_value());
    runtime::Batch batch{"T", {}};
    batch.columns.emplace_back("n", runtime::ColumnBuilder(Type::kLong));
    batch.columns.emplace_back("s", runtime::ColumnBuilder(Type::kString));
    for (int64_t i = 0; i < kRows; ++i) {
      // A permutation: 7919 has no factor in common with the number of rows.
      batch.columns[0].second.AppendLong(i * 7919 % kRows);
      batch.columns[1].second.AppendText("some text of more than twelve bytes");
    }
    ASSERT_TRUE(database_->storage().Append(batch, "b", 1).has_value());
    scan_ = MakeNode(Scan{"T", {"n", "s"}, nullptr}, {},
                     {NewColumn("n", Type::kLong), NewColumn("s", Type::kString)});
    sorted_ = OrderBy(scan_, {{Col(scan_, 0), false, false}});
  }

  /// The first column, which must fall by one from kRows - 1.
  void ExpectDescending(const NodePtr& root, int64_t rows) {
    auto stream = database_->engine().Run(*root, {});
    ASSERT_TRUE(stream.has_value()) << stream.error().message;
    int64_t want = kRows - 1;
    while (true) {
      auto chunk = (*stream)->Next();
      ASSERT_TRUE(chunk.has_value()) << chunk.error().message;
      if (!*chunk) break;
      for (size_t i = 0; i < (*chunk)->rows; ++i) ASSERT_EQ((*chunk)->columns[0].cell<int64_t>(i), want--);
    }
    EXPECT_EQ(want, kRows - 1 - rows);
  }

  NodePtr scan_;
  NodePtr sorted_;
};

TEST_F(OrderTest, HoldsToTheResult) {
  ExpectDescending(sorted_, kRows);
}

TEST_F(OrderTest, HoldsThroughFilterAndProject) {
  const auto extended = Extend(sorted_, CallKernel("strlen", {Col(sorted_, 1)}));
  const auto filtered = Where(extended, Apply(Op::kGt, {Col(extended, 2), Long(3)}));
  ExpectDescending(Select(filtered, {Col(filtered, 0), Col(filtered, 2)}), kRows);
}

TEST_F(OrderTest, HoldsThroughLimit) {
  const auto limited = MakeNode(Limit{Long(250'000)}, {sorted_}, sorted_->columns);
  ExpectDescending(Where(limited, Apply(Op::kNe, {Col(limited, 1), Str("")})), 250'000);
}

TEST_F(OrderTest, HoldsThroughAMaterialisedDefinition) {
  const auto shared =
      MakeNode(Shared{3, sorted_, true}, {}, {NewColumn("n", Type::kLong), NewColumn("s", Type::kString)});
  ExpectDescending(shared, kRows);
}

TEST_F(OrderTest, IsNotPaidForWhereNobodyReadsIt) {
  Aggregate aggregate;
  AggCall count;
  count.outputs = {NewColumn("n", Type::kLong)};
  aggregate.aggs = {count};
  const auto counted = MakeNode(aggregate, {sorted_}, {count.outputs[0]});
  EXPECT_EQ(Run(counted), Texts{std::to_string(kRows)});
  EXPECT_EQ(Sql(counted).find("ORDER BY"), std::string::npos);
}

TEST_F(OrderTest, UnsortedRowsComeInTheirOrder) {
  const auto first = MakeNode(Limit{Long(3)}, {scan_}, scan_->columns);
  EXPECT_EQ(Run(Select(first, {Col(first, 0)})), (Texts{"0", "7919", "15838"}));
}

}  // namespace
}  // namespace harrier::engine::duckdb
