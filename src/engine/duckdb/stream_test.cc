#include <thread>

#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;
using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class StreamTest : public EngineTest {
 protected:
  /// A join that would take hours.
  NodePtr Endless() {
    const auto a = Numbers(2'000'000);
    const auto b = Numbers(2'000'000);
    const auto pairs = MakeNode(Join{JoinKind::kCross, {}}, {a, b}, {a->columns[0], b->columns[0]});
    const auto sums = Extend(pairs, Apply(Op::kMul, {ApplyAs(Type::kReal, Op::kWiden, {Col(pairs, 0)}),
                                                     ApplyAs(Type::kReal, Op::kWiden, {Col(pairs, 1)})}));
    AggCall sum;
    sum.op = AggOp::kSum;
    sum.args = {Col(sums, 2)};
    sum.outputs = {NewColumn("s", Type::kReal)};
    return MakeNode(Aggregate{{}, {sum}}, {sums}, {sum.outputs[0]});
  }
};

TEST_F(StreamTest, StopsWhenToldTo) {
  std::stop_source stop;
  RunOptions options;
  options.stop = stop.get_token();
  std::jthread teller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop.request_stop();
  });
  const auto start = Clock::now();
  const auto rows = Run(Endless(), options);
  EXPECT_LT(SecondsSince(start), 1.2);
  EXPECT_EQ(rows,
            Texts{fmt::format("error {}: the query was cancelled", static_cast<int>(ErrorCode::kCancelled))});
}

TEST_F(StreamTest, StopsBeforeItStarts) {
  std::stop_source stop;
  stop.request_stop();
  RunOptions options;
  options.stop = stop.get_token();
  EXPECT_EQ(Run(Numbers(3), options),
            Texts{fmt::format("error {}: the query was cancelled", static_cast<int>(ErrorCode::kCancelled))});
}

// DuckDB forgets an interrupt that comes before the query has begun, and its threads begin before the first
// row is asked for.
TEST_F(StreamTest, StopsWhileItStarts) {
  for (const int delay : {0, 1, 2, 4, 8, 16}) {
    std::stop_source stop;
    RunOptions options;
    options.stop = stop.get_token();
    if (delay == 0) stop.request_stop();
    std::jthread teller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(delay));
      stop.request_stop();
    });
    const auto start = Clock::now();
    const auto rows = Run(Endless(), options);
    EXPECT_LT(SecondsSince(start), 2) << delay;
    EXPECT_EQ(rows.size(), 1U);
  }
}

TEST_F(StreamTest, EndsAtItsDeadline) {
  RunOptions options;
  options.timeout_ns = 200'000'000;
  const auto start = Clock::now();
  const auto rows = Run(Endless(), options);
  EXPECT_LT(SecondsSince(start), 1.2);
  EXPECT_EQ(rows, Texts{fmt::format("error {}: the query took longer than it may",
                                    static_cast<int>(ErrorCode::kTimeout))});
  EXPECT_EQ(Run(Numbers(2)), (Texts{"0", "1"}));
}

TEST_F(StreamTest, DeadlineHoldsWhileRowsAreFetched) {
  const auto a = Numbers(3'000'000);
  const auto b = Numbers(3'000'000);
  const auto pairs = MakeNode(Join{JoinKind::kCross, {}}, {a, b}, {a->columns[0], b->columns[0]});
  RunOptions options;
  options.timeout_ns = 300'000'000;
  // No row but the first passes the filter for a long time: the wait is inside one fetch.
  const auto sum = Apply(Op::kAdd, {ApplyAs(Type::kReal, Op::kWiden, {Col(pairs, 0)}),
                                    ApplyAs(Type::kReal, Op::kWiden, {Col(pairs, 1)})});
  const auto rare = Where(pairs, Apply(Op::kLe, {sum, Real(-1)}));
  const auto start = Clock::now();
  const auto rows = Run(rare, options);
  EXPECT_LT(SecondsSince(start), 1.3);
  EXPECT_EQ(rows, Texts{fmt::format("error {}: the query took longer than it may",
                                    static_cast<int>(ErrorCode::kTimeout))});
}

TEST_F(StreamTest, FirstRowsComeAtOnceAndNothingIsKept) {
  const auto endless = Numbers(1'000'000'000'000);
  const auto start = Clock::now();
  auto stream = database_->engine().Run(*endless, {});
  ASSERT_TRUE(stream.has_value());
  int64_t want = 0;
  std::vector<Chunk> kept;
  for (int i = 0; i < 500; ++i) {
    auto chunk = (*stream)->Next();
    ASSERT_TRUE(chunk.has_value() && *chunk);
    ASSERT_EQ((*chunk)->columns[0].cell<int64_t>(0), want);
    want += static_cast<int64_t>((*chunk)->rows);
    if (i < 3) kept.push_back(**chunk);
  }
  EXPECT_LT(SecondsSince(start), 3);
  stream->reset();
  EXPECT_LT(SecondsSince(start), 4);
  // Chunks outlive their stream.
  EXPECT_EQ(kept[2].columns[0].cell<int64_t>(1), static_cast<int64_t>(kept[0].rows + kept[1].rows) + 1);
}

TEST_F(StreamTest, ConstantColumnsAreFlat) {
  const auto numbers = Numbers(5000);
  const auto rows = Run(Extend(numbers, Str("the same long text everywhere")));
  ASSERT_EQ(rows.size(), 5000U);
  EXPECT_EQ(rows[4999], "4999|the same long text everywhere");
}

TEST_F(StreamTest, ProgressAndColumns) {
  const auto numbers = Numbers(10);
  auto stream = database_->engine().Run(*numbers, {});
  ASSERT_TRUE(stream.has_value());
  EXPECT_EQ((*stream)->columns()[0].name, "n");
  while ((*stream)->Next().value()) {
  }
  EXPECT_EQ((*stream)->progress(), 1);
  EXPECT_FALSE((*stream)->Next().value().has_value());
}

TEST_F(StreamTest, ProgressRises) {
  catalog::Table table;
  table.name = "T";
  table.columns = {{"n", Type::kLong}};
  ASSERT_TRUE(database_->storage().CreateTable(table).has_value());
  runtime::Batch batch{"T", {}};
  batch.columns.emplace_back("n", runtime::ColumnBuilder(Type::kLong));
  for (int64_t i = 0; i < 1'000'000; ++i) batch.columns[0].second.AppendLong(i);
  ASSERT_TRUE(database_->storage().Append(batch, "b", 1).has_value());
  const auto scan = MakeNode(Scan{"T", {"n"}, nullptr}, {}, {NewColumn("n", Type::kLong)});
  auto stream = database_->engine().Run(*scan, {});
  ASSERT_TRUE(stream.has_value());
  double half_way = -1;
  for (int chunks = 0; (*stream)->Next().value(); ++chunks) {
    if (chunks == 250) half_way = (*stream)->progress();
  }
  EXPECT_GT(half_way, 0);
  EXPECT_LT(half_way, 1);
}

TEST_F(StreamTest, ManyQueriesAtOnce) {
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;
  const auto numbers = Numbers(50'000);
  AggCall count;
  count.outputs = {NewColumn("n", Type::kLong)};
  const auto counted = MakeNode(Aggregate{{}, {count}}, {numbers}, {count.outputs[0]});
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) right += Run(counted) == Texts{"50000"};
    });
  }
  threads.clear();
  EXPECT_EQ(right, 80);
}

TEST(MemoryLimit, IsTold) {
  class Small : public EngineTest {
   public:
    void TestBody() override {}
    void Check() {
      DatabaseOptions options;
      options.clock = &clock_;
      options.threads = 1;
      options.memory_bytes = 30'000'000;
      database_ = std::move(Database::Open(options).value());
      const auto numbers = Numbers(50'000'000);
      const auto rows = Run(OrderBy(numbers, {{Col(numbers, 0), false, false}}));
      ASSERT_EQ(rows.size(), 1U);
      EXPECT_TRUE(rows[0].starts_with(fmt::format("error {}: ", static_cast<int>(ErrorCode::kLimit))))
          << rows[0];
    }
  };
  Small().Check();
}

TEST_F(StreamTest, ErrorsShowNoSql) {
  const auto broken =
      MakeNode(Project{{Ref({999, "x", Type::kLong})}}, {Numbers(1)}, {NewColumn("e", Type::kLong)});
  const auto rows = Run(broken);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].starts_with(fmt::format("error {}: ", static_cast<int>(ErrorCode::kInternal))))
      << rows[0];
  EXPECT_EQ(rows[0].find("SELECT"), std::string::npos) << rows[0];
}

}  // namespace
}  // namespace harrier::engine::duckdb
