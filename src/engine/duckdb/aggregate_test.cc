#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class AggregateTest : public EngineTest {
 protected:
  /// Rows: group, x.
  NodePtr Groups(Type type, const std::vector<std::pair<int64_t, Value>>& rows) {
    std::vector<std::vector<Value>> values;
    for (const auto& [group, x] : rows) values.push_back({Value::Long(group), x});
    return Rows({Type::kLong, type}, values);
  }

  NodePtr Summarize(const NodePtr& input, std::vector<AggCall> calls, bool by_group) {
    Aggregate aggregate;
    std::vector<Column> columns;
    if (by_group) {
      columns.push_back(NewColumn("k", Type::kLong));
      aggregate.keys.emplace_back(columns.back(), Col(input, 0));
    }
    for (const AggCall& call : calls) columns.insert(columns.end(), call.outputs.begin(), call.outputs.end());
    aggregate.aggs = std::move(calls);
    return MakeNode(std::move(aggregate), {input}, std::move(columns));
  }

  AggCall Call(AggOp op, Type type, std::vector<ExprPtr> args) {
    AggCall call;
    call.op = op;
    call.args = std::move(args);
    call.outputs = {NewColumn("a", type)};
    return call;
  }

  /// The aggregate of x over all rows.
  std::string Of(AggOp op, Type result, Type type, const std::vector<Value>& xs) {
    std::vector<std::pair<int64_t, Value>> rows;
    for (const Value& x : xs) rows.emplace_back(1, x);
    const auto input = Groups(type, rows);
    const auto got = Run(Summarize(input, {Call(op, result, {Col(input, 1)})}, false));
    return got.size() == 1 ? got[0] : fmt::format("{} rows", got.size());
  }
};

const Value kNull = Value::Null(Type::kLong);

TEST_F(AggregateTest, NothingGivesOneRowWithoutKeys) {
  EXPECT_EQ(Of(AggOp::kCount, Type::kLong, Type::kLong, {}), "0");
  EXPECT_EQ(Of(AggOp::kSum, Type::kLong, Type::kLong, {}), "0");
  EXPECT_EQ(Of(AggOp::kSum, Type::kReal, Type::kReal, {}), "0");
  EXPECT_EQ(Of(AggOp::kAvg, Type::kReal, Type::kReal, {}), "nan");
  EXPECT_EQ(Of(AggOp::kAvg, Type::kTimespan, Type::kTimespan, {}), "null");
  EXPECT_EQ(Of(AggOp::kMax, Type::kLong, Type::kLong, {}), "null");
  EXPECT_EQ(Of(AggOp::kMax, Type::kString, Type::kString, {}), "");
  EXPECT_EQ(Of(AggOp::kAny, Type::kString, Type::kString, {}), "");
  EXPECT_EQ(Of(AggOp::kList, Type::kDynamic, Type::kDynamic, {}), "[]");
  EXPECT_EQ(Of(AggOp::kSet, Type::kDynamic, Type::kDynamic, {}), "[]");
  const auto none = Groups(Type::kLong, {});
  EXPECT_EQ(Run(Summarize(none, {Call(AggOp::kCount, Type::kLong, {})}, true)), Texts{});
}

TEST_F(AggregateTest, SimpleOnes) {
  const std::vector<Value> xs = {Value::Long(3), kNull, Value::Long(1), Value::Long(3)};
  EXPECT_EQ(Of(AggOp::kCount, Type::kLong, Type::kLong, xs), "3");
  EXPECT_EQ(Of(AggOp::kSum, Type::kLong, Type::kLong, xs), "7");
  EXPECT_EQ(Of(AggOp::kMin, Type::kLong, Type::kLong, xs), "1");
  EXPECT_EQ(Of(AggOp::kMax, Type::kLong, Type::kLong, xs), "3");
  EXPECT_EQ(Of(AggOp::kAny, Type::kLong, Type::kLong, {kNull, Value::Long(5)}), "5");
  EXPECT_EQ(Of(AggOp::kCountDistinct, Type::kLong, Type::kLong, xs), "2");
  EXPECT_EQ(Of(AggOp::kSum, Type::kDecimal, Type::kDecimal, {Value::Decimal(5), Value::Decimal(7)}),
            "0.000000000000000012");
}

TEST_F(AggregateTest, SumsOfLongsWrap) {
  EXPECT_EQ(Of(AggOp::kSum, Type::kLong, Type::kLong, {Value::Long(INT64_MAX), Value::Long(1)}),
            "-9223372036854775808");
  EXPECT_EQ(Of(AggOp::kSum, Type::kLong, Type::kLong, {Value::Long(INT64_MIN), Value::Long(-1)}),
            "9223372036854775807");
  EXPECT_EQ(Of(AggOp::kSum, Type::kLong, Type::kLong,
               {Value::Long(INT64_MAX), Value::Long(INT64_MAX), Value::Long(2)}),
            "0");
}

TEST_F(AggregateTest, AveragesOfTicksAreExact) {
  const int64_t t = 638'000'000'000'000'001;
  EXPECT_EQ(Of(AggOp::kAvg, Type::kDatetime, Type::kDatetime, {Value::Datetime(t), Value::Datetime(t + 2)}),
            std::to_string(t + 1));
  EXPECT_EQ(Of(AggOp::kAvg, Type::kReal, Type::kReal, {Value::Real(1), Value::Real(2)}), "1.5");
}

TEST_F(AggregateTest, SpreadAndInfinity) {
  EXPECT_EQ(Of(AggOp::kVariance, Type::kReal, Type::kReal, {Value::Real(1), Value::Real(3)}), "2");
  EXPECT_EQ(Of(AggOp::kVarianceP, Type::kReal, Type::kReal, {Value::Real(1), Value::Real(3)}), "1");
  EXPECT_EQ(Of(AggOp::kStdevP, Type::kReal, Type::kReal, {Value::Real(1), Value::Real(3)}), "1");
  EXPECT_EQ(Of(AggOp::kStdev, Type::kReal, Type::kReal, {}), "nan");
  EXPECT_EQ(Of(AggOp::kVarianceP, Type::kReal, Type::kReal, {}), "nan");
  EXPECT_EQ(Of(AggOp::kStdev, Type::kReal, Type::kReal,
               {Value::Real(1), Value::Real(std::numeric_limits<double>::infinity())}),
            "nan");
}

TEST_F(AggregateTest, ListsSkipOrKeepNulls) {
  const Value null = Value::Null(Type::kDynamic);
  const auto input =
      Groups(Type::kDynamic, {{1, Value::Dynamic("1")}, {1, null}, {1, Value::Dynamic("\"a\"")}, {2, null}});
  AggCall list = Call(AggOp::kList, Type::kDynamic, {Col(input, 1)});
  AggCall with_nulls = Call(AggOp::kList, Type::kDynamic, {Col(input, 1)});
  with_nulls.keep_nulls = true;
  AggCall one = Call(AggOp::kList, Type::kDynamic, {Col(input, 1), Long(1)});
  EXPECT_EQ(Sorted(Summarize(input, {list, with_nulls, one}, true)),
            (Texts{"1|[1,\"a\"]|[1,null,\"a\"]|[1]", "2|[]|[null]|[]"}));
}

TEST_F(AggregateTest, ListsInOrder) {
  const auto input =
      Groups(Type::kDynamic, {{2, Value::Dynamic("2")}, {3, Value::Dynamic("3")}, {1, Value::Dynamic("1")}});
  AggCall list = Call(AggOp::kList, Type::kDynamic, {Col(input, 1)});
  list.order_by = {{Col(input, 0), false, false}};
  AggCall first = Call(AggOp::kList, Type::kDynamic, {Col(input, 1), Long(2)});
  first.order_by = {{Col(input, 0), true, true}};
  EXPECT_EQ(Run(Summarize(input, {list, first}, false)), Texts{"[3,2,1]|[1,2]"});
}

TEST_F(AggregateTest, SetsAreDistinct) {
  const auto input = Groups(
      Type::kDynamic, {{1, Value::Dynamic("1")}, {1, Value::Dynamic("1")}, {1, Value::Null(Type::kDynamic)}});
  EXPECT_EQ(Run(Summarize(input,
                          {Call(AggOp::kSet, Type::kDynamic, {Col(input, 1)}),
                           Call(AggOp::kSet, Type::kDynamic, {Col(input, 1), Long(5)})},
                          false)),
            Texts{"[1]|[1]"});
}

TEST_F(AggregateTest, ArgMaxCarriesOneRow) {
  const auto rows =
      Rows({Type::kLong, Type::kLong, Type::kString}, {{Value::Long(1), kNull, Value::String("least")},
                                                       {Value::Long(9), kNull, Value::String("most")},
                                                       {kNull, Value::Long(4), Value::String("no key")}});
  AggCall call = Call(AggOp::kArgMax, Type::kLong, {Col(rows, 0), Col(rows, 1), Col(rows, 2)});
  call.outputs.push_back(NewColumn("b", Type::kString));
  AggCall least = Call(AggOp::kArgMin, Type::kString, {Col(rows, 0), Col(rows, 2)});
  EXPECT_EQ(Run(Summarize(rows, {call, Call(AggOp::kCount, Type::kLong, {}), least}, false)),
            Texts{"null|most|3|least"});
  const auto none = Where(rows, Lit(Value::Bool(false)));
  EXPECT_EQ(Run(Summarize(none, {call}, false)), Texts{"null|"});
}

TEST_F(AggregateTest, FilterLimitsACall) {
  const auto input = Groups(Type::kLong, {{1, Value::Long(1)}, {1, Value::Long(2)}, {2, Value::Long(3)}});
  AggCall count = Call(AggOp::kCount, Type::kLong, {});
  count.filter = Apply(Op::kGt, {Col(input, 1), Long(1)});
  AggCall sum = Call(AggOp::kSum, Type::kLong, {Col(input, 1)});
  sum.filter = Apply(Op::kGt, {Col(input, 1), Long(5)});
  EXPECT_EQ(Sorted(Summarize(input, {count, sum}, true)), (Texts{"1|1|0", "2|1|0"}));
}

TEST_F(AggregateTest, DroppingOutputsKeepsTheGroups) {
  const auto input = Groups(Type::kLong, {{1, Value::Long(1)}, {1, Value::Long(2)}, {2, Value::Long(3)}});
  const auto grouped = Summarize(input, {Call(AggOp::kSum, Type::kLong, {Col(input, 1)})}, true);
  const auto only_sum = MakeNode(Project{{Col(grouped, 1)}}, {grouped}, {grouped->columns[1]});
  EXPECT_EQ(Sorted(only_sum), (Texts{"3", "3"}));
  const auto nothing = MakeNode(Project{{}}, {grouped}, {});
  EXPECT_EQ(Run(nothing).size(), 2U);
  EXPECT_EQ(Sorted(Where(grouped, Apply(Op::kEq, {Col(grouped, 0), Long(2)}))), Texts{"2|3"});
}

TEST_F(AggregateTest, SortedAggregatesByKey) {
  const auto input = Groups(Type::kLong, {{1, Value::Long(1)}, {3, Value::Long(2)}, {2, Value::Long(3)}});
  const auto grouped = Summarize(input, {Call(AggOp::kCount, Type::kLong, {})}, true);
  EXPECT_EQ(Run(OrderBy(grouped, {{Col(grouped, 0), false, false}}, Long(2))), (Texts{"3|1", "2|1"}));
}

TEST_F(AggregateTest, MakeSeriesFillsBins) {
  const auto rows = Rows({Type::kString, Type::kLong, Type::kDynamic},
                         {{Value::String("a"), Value::Long(0), Value::Dynamic("5")},
                          {Value::String("a"), Value::Long(2), Value::Dynamic("7")},
                          {Value::String("b"), Value::Long(1), Value::Null(Type::kDynamic)}});
  MakeSeries series;
  series.keys = {Col(rows, 0)};
  series.bin = Col(rows, 1);
  series.series = {{Col(rows, 2), Lit(Value::Dynamic("0"))}};
  series.axis_type = Type::kLong;
  series.from = Long(10);
  series.step = Long(5);
  series.count = Long(3);
  const std::vector<Column> out = {NewColumn("k", Type::kString), NewColumn("s", Type::kDynamic),
                                   NewColumn("x", Type::kDynamic)};
  EXPECT_EQ(Sorted(MakeNode(series, {rows}, out)),
            (Texts{"a|[5,0,7]|[10,15,20]", "b|[0,null,0]|[10,15,20]"}));
  series.count = ScalarSubquery(Rows({Type::kLong}, {{Value::Long(2)}}));
  EXPECT_EQ(Sorted(MakeNode(series, {rows}, out)), (Texts{"a|[5,0]|[10,15]", "b|[0,null]|[10,15]"}));
  series.keys.clear();
  series.axis_type = Type::kTimespan;
  series.from = Lit(Value::Timespan(0));
  series.step = Lit(Value::Timespan(kTicksPerDay));
  const auto none = Where(rows, Lit(Value::Bool(false)));
  EXPECT_EQ(Run(MakeNode(series, {none}, {out[1], out[2]})), Texts{});
  EXPECT_EQ(Run(MakeNode(series, {Where(rows, Apply(Op::kEq, {Col(rows, 0), Str("b")}))}, {out[1], out[2]})),
            Texts{"[0,null]|[\"00:00:00\",\"1.00:00:00\"]"});
}

}  // namespace
}  // namespace harrier::engine::duckdb
