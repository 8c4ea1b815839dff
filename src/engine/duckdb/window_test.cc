#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class WindowTest : public EngineTest {
 protected:
  WindowCall Call(WindowOp op, Type type, std::vector<ExprPtr> args = {}) {
    WindowCall call;
    call.op = op;
    call.args = std::move(args);
    call.output = NewColumn("w", type);
    return call;
  }

  NodePtr Over(const NodePtr& input, std::vector<WindowCall> calls) {
    std::vector<Column> columns = input->columns;
    for (const WindowCall& call : calls) columns.push_back(call.output);
    return MakeNode(Window{std::move(calls)}, {input}, std::move(columns));
  }

  /// Many numbers in descending order, each with its value modulo 3.
  NodePtr Descending(int64_t n) {
    const auto numbers = Numbers(n);
    const auto with_rest =
        Extend(numbers, Apply(Op::kMul, {ApplyAs(Type::kReal, Op::kWiden, {Col(numbers, 0)}), Real(1)}));
    return OrderBy(with_rest, {{Col(with_rest, 0), false, false}});
  }
};

const Value kNull = Value::Null(Type::kLong);

TEST_F(WindowTest, RunsInTheOrderOfTheInput) {
  const auto rows = Rows({Type::kLong, Type::kString}, {{Value::Long(5), Value::String("a")},
                                                        {kNull, Value::String("b")},
                                                        {Value::Long(2), Value::String("c")}});
  const auto windows = Over(rows, {
                                      Call(WindowOp::kRowNumber, Type::kLong),
                                      Call(WindowOp::kLag, Type::kLong, {Col(rows, 0), Long(1)}),
                                      Call(WindowOp::kLag, Type::kString, {Col(rows, 1), Long(1)}),
                                      Call(WindowOp::kLead, Type::kLong, {Col(rows, 0), Long(1), Long(-1)}),
                                      Call(WindowOp::kRunningSum, Type::kLong, {Col(rows, 0)}),
                                      Call(WindowOp::kRunningMax, Type::kLong, {Col(rows, 0)}),
                                      Call(WindowOp::kRunningMin, Type::kLong, {Col(rows, 0)}),
                                      Call(WindowOp::kLastValue, Type::kLong, {Col(rows, 0)}),
                                      Call(WindowOp::kTotalCount, Type::kLong),
                                      Call(WindowOp::kTotalSum, Type::kLong, {Col(rows, 0)}),
                                  });
  EXPECT_EQ(Run(windows), (Texts{"5|a|1|null||null|5|5|5|5|3|7", "null|b|2|5|a|2|5|5|5|5|3|7",
                                 "2|c|3|null|b|-1|7|5|2|2|3|7"}));
}

TEST_F(WindowTest, PartitionsKeepTheInputsOrder) {
  const auto rows = Rows({Type::kString, Type::kLong}, {{Value::String("x"), Value::Long(3)},
                                                        {Value::String("y"), Value::Long(9)},
                                                        {Value::String("x"), Value::Long(1)}});
  auto number = Call(WindowOp::kRowNumber, Type::kLong);
  number.partition_by = {Col(rows, 0)};
  auto sum = Call(WindowOp::kRunningSum, Type::kLong, {Col(rows, 1)});
  sum.partition_by = {Col(rows, 0)};
  auto total = Call(WindowOp::kTotalCount, Type::kLong);
  total.partition_by = {Col(rows, 0)};
  EXPECT_EQ(Run(Over(rows, {number, sum, total})), (Texts{"x|3|1|3|2", "y|9|1|9|1", "x|1|2|4|2"}));
}

TEST_F(WindowTest, RanksByTheirOwnOrder) {
  const auto rows =
      Rows({Type::kLong}, {{Value::Long(5)}, {Value::Long(7)}, {Value::Long(5)}, {Value::Long(9)}});
  auto rank = Call(WindowOp::kRank, Type::kLong);
  rank.order_by = {{Col(rows, 0), true, true}};
  auto dense = Call(WindowOp::kDenseRank, Type::kLong);
  dense.order_by = {{Col(rows, 0), true, true}};
  EXPECT_EQ(Run(Over(rows, {rank, dense})), (Texts{"5|1|1", "7|3|2", "5|1|1", "9|4|3"}));
}

TEST_F(WindowTest, OrderByARowNumberOfTheInputCostsNoSort) {
  const auto sorted = Descending(100'000);
  const auto numbered = Over(sorted, {Call(WindowOp::kRowNumber, Type::kLong)});
  const auto kept = Where(numbered, Apply(Op::kLt, {Col(numbered, 0), Long(50'000)}));
  auto lag = Call(WindowOp::kLag, Type::kLong, {Col(kept, 0), Long(1)});
  lag.order_by = {{Col(kept, 2), true, false}};
  auto parted = Call(WindowOp::kLag, Type::kLong, {Col(kept, 0), Long(1), Long(-1)});
  parted.order_by = lag.order_by;
  parted.partition_by = {Apply(Op::kLt, {Col(kept, 0), Long(10)})};
  const auto only = Over(kept, {lag});
  EXPECT_EQ(Sql(only).find("OVER (ORDER BY"), std::string::npos) << Sql(only);
  const auto rows = Run(Over(kept, {lag, parted}));
  ASSERT_EQ(rows.size(), 50'000U);
  EXPECT_EQ(rows[0], "49999|49999|50001|null|-1");
  EXPECT_EQ(rows[1], "49998|49998|50002|49999|49999");
  EXPECT_EQ(rows[49'990], "9|9|99991|10|-1");
  EXPECT_EQ(rows[49'999], "0|0|100000|1|1");
}

TEST_F(WindowTest, FilterStandsAboveTheWindow) {
  const auto numbers = Numbers(10);
  const auto numbered = Over(numbers, {Call(WindowOp::kRowNumber, Type::kLong)});
  EXPECT_EQ(Run(Where(numbered, Apply(Op::kGt, {Col(numbered, 0), Long(8)}))), Texts{"9|10"});
}

TEST_F(WindowTest, OrderHoldsOverManyRowsAndThreads) {
  constexpr int64_t kRows = 300'000;
  const auto sorted = Descending(kRows);
  auto partitioned = Call(WindowOp::kRowNumber, Type::kLong);
  partitioned.partition_by = {Apply(Op::kGt, {Col(sorted, 0), Long(1000)})};
  const auto windows =
      Over(sorted, {Call(WindowOp::kRowNumber, Type::kLong),
                    Call(WindowOp::kLag, Type::kLong, {Col(sorted, 0), Long(1)}), partitioned});
  const auto rows = Run(windows);
  ASSERT_EQ(rows.size(), static_cast<size_t>(kRows));
  for (int64_t i = 0; i < kRows; ++i) {
    const int64_t n = kRows - 1 - i;
    const std::string lag = i == 0 ? "null" : std::to_string(n + 1);
    const int64_t number = n > 1000 ? i + 1 : 1001 - n;
    ASSERT_EQ(rows[static_cast<size_t>(i)], fmt::format("{}|{}|{}|{}|{}", n, n, i + 1, lag, number)) << i;
  }
}

}  // namespace
}  // namespace harrier::engine::duckdb
