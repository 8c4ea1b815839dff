#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class SequenceTest : public EngineTest {
 protected:
  /// scan with one step that always holds: total = total of the row before + x.
  NodePtr RunningSum(const NodePtr& input, size_t x, std::vector<ExprPtr> partition_by = {}) {
    auto program = std::make_shared<StepProgram>();
    program->inputs = {NewColumn("in", Type::kLong)};
    program->declared = {NewColumn("total", Type::kLong)};
    program->defaults = {Value::Long(0)};
    const Column before = NewColumn("total", Type::kLong);
    program->states = {{before, 0, true, 0}};
    program->steps = {{"s",
                       StepProgram::Output::kAll,
                       Lit(Value::Bool(true)),
                       {CallKernel("add_long", {Ref(before), Ref(program->inputs[0])})}}};
    std::vector<Column> columns = input->columns;
    columns.push_back(program->declared[0]);
    StepScan scan{std::move(partition_by), {Col(input, x)}, program};
    return MakeNode(std::move(scan), {input}, std::move(columns));
  }

  NodePtr Sessions(const NodePtr& input, size_t x, int64_t most, int64_t between) {
    WindowCall call;
    call.op = WindowOp::kSession;
    call.args = {Col(input, x), Long(most), Long(between), Lit(Value::Bool(false))};
    call.output = NewColumn("session", Type::kLong);
    std::vector<Column> columns = input->columns;
    columns.push_back(call.output);
    return MakeNode(Window{{call}}, {input}, std::move(columns));
  }

  NodePtr Descending(int64_t n) {
    const NodePtr numbers = Numbers(n);
    return OrderBy(numbers, {{Col(numbers, 0), false, false}});
  }
};

constexpr int64_t kMany = 200'000;  // more than one thread's share

TEST_F(SequenceTest, RowsGoThroughTheStepsInOrder) {
  const NodePtr sums = RunningSum(Descending(kMany), 0);
  const auto rows = Run(sums);
  ASSERT_EQ(rows.size(), static_cast<size_t>(kMany));
  int64_t total = 0;
  for (int64_t i = 0; i < kMany; ++i) {
    total += kMany - 1 - i;
    ASSERT_EQ(rows[static_cast<size_t>(i)], fmt::format("{}|{}", kMany - 1 - i, total));
  }
}

TEST_F(SequenceTest, FiltersAboveDoNotReachBelow) {
  const NodePtr sums = RunningSum(Descending(kMany), 0);
  const NodePtr few = Where(sums, Apply(Op::kLt, {Col(sums, 0), Long(2)}));
  const int64_t all = kMany * (kMany - 1) / 2;
  EXPECT_EQ(Run(few), (Texts{fmt::format("1|{}", all), fmt::format("0|{}", all)}));
  EXPECT_EQ(Run(MakeNode(Limit{Long(1)}, {sums}, sums->columns)), Texts{fmt::format("{0}|{0}", kMany - 1)});

  const NodePtr sessions = Sessions(Descending(kMany), 0, 10, 10);
  const NodePtr end = Where(sessions, Apply(Op::kLt, {Col(sessions, 0), Long(1)}));
  EXPECT_EQ(Run(end), Texts{fmt::format("0|{}", kMany - 1)});
}

TEST_F(SequenceTest, APartitionBeginsAnew) {
  const auto rows = Rows({Type::kString, Type::kLong}, {{Value::String("x"), Value::Long(3)},
                                                        {Value::String("y"), Value::Long(9)},
                                                        {Value::String("x"), Value::Long(1)},
                                                        {Value::String("y"), Value::Null(Type::kLong)}});
  EXPECT_EQ(Run(RunningSum(rows, 1, {Col(rows, 0)})), (Texts{"x|3|3", "x|1|4", "y|9|9", "y|null|null"}));
}

TEST_F(SequenceTest, SessionsEndWhenADistanceIsReached) {
  const auto rows = Rows({Type::kLong}, {{Value::Long(0)},
                                         {Value::Long(4)},
                                         {Value::Long(8)},
                                         {Value::Long(10)},
                                         {Value::Null(Type::kLong)},
                                         {Value::Long(11)},
                                         {Value::Long(16)}});
  EXPECT_EQ(Run(Sessions(rows, 0, 10, 5)),
            (Texts{"0|0", "4|0", "8|0", "10|10", "null|null", "11|11", "16|16"}));
}

// Under a join that runs for each row there is no order to speak of.
TEST_F(SequenceTest, IsRefusedWhereTheOuterRowIsRead) {
  const NodePtr outer = Numbers(3);
  const NodePtr inner = Numbers(3);
  const NodePtr filtered = Where(inner, Apply(Op::kLe, {Col(inner, 0), Col(outer, 0)}));
  const NodePtr sums = RunningSum(filtered, 0);
  std::vector<Column> columns = outer->columns;
  columns.insert(columns.end(), sums->columns.begin(), sums->columns.end());
  const auto rows = Run(MakeNode(Lateral{}, {outer, sums}, std::move(columns)));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_NE(rows[0].find("not supported"), std::string::npos) << rows[0];
}

}  // namespace
}  // namespace harrier::engine::duckdb
