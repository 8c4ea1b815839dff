#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class NodeTest : public EngineTest {};

TEST_F(NodeTest, ValuesGiveTheirRows) {
  EXPECT_EQ(Run(Rows({Type::kLong, Type::kString}, {{Value::Long(1), Value::String("a'b")},
                                                    {Value::Null(Type::kLong), Value::String("")}})),
            (Texts{"1|a'b", "null|"}));
  EXPECT_EQ(Run(Rows({Type::kReal}, {})), Texts{});
  EXPECT_EQ(Run(Rows({}, {{}})), Texts{""});
}

TEST_F(NodeTest, ValuesHoldEveryType) {
  EXPECT_EQ(
      Run(Rows({Type::kBool, Type::kInt, Type::kReal, Type::kDecimal, Type::kDatetime, Type::kTimespan,
                Type::kGuid, Type::kDynamic},
               {{Value::Bool(true), Value::Int(-5), Value::Real(0.1),
                 Value::Decimal(int128{-25} * 100'000'000'000'000'000), Value::Datetime(kMaxDatetimeTicks),
                 Value::Timespan(INT64_MIN), Value::OfGuid({0x0123456789abcdef, 0xfedcba9876543210}),
                 Value::Dynamic("{\"a\":1}")},
                {Value::Null(Type::kBool), Value::Null(Type::kInt), Value::Null(Type::kReal),
                 Value::Null(Type::kDecimal), Value::Null(Type::kDatetime), Value::Null(Type::kTimespan),
                 Value::Null(Type::kGuid), Value::Null(Type::kDynamic)}})),
      (Texts{"true|-5|0.1|-2.500000000000000000|3155378975999999999|-9223372036854775808|"
             "01234567-89ab-cdef-fedc-ba9876543210|{\"a\":1}",
             "null|null|null|null|null|null|null|null"}));
}

TEST_F(NodeTest, FilterAndProjectMergeIntoOneSelect) {
  const auto numbers = Numbers(10);
  const auto kept = Where(numbers, Apply(Op::kGt, {Col(numbers, 0), Long(7)}));
  const auto made = Select(kept, {ApplyAs(Type::kReal, Op::kWiden, {Col(kept, 0)})});
  EXPECT_EQ(Run(made), (Texts{"8", "9"}));
  const std::string sql = Sql(made);
  EXPECT_EQ(sql.find("SELECT", 1), std::string::npos) << sql;
}

TEST_F(NodeTest, FilterOverComputedColumn) {
  const auto numbers = Numbers(4);
  const auto doubled =
      Extend(numbers, Apply(Op::kMul, {ApplyAs(Type::kReal, Op::kWiden, {Col(numbers, 0)}), Real(2)}));
  EXPECT_EQ(Run(Where(doubled, Apply(Op::kEq, {Col(doubled, 1), Real(4)}))), Texts{"2|4"});
}

TEST_F(NodeTest, SortPlacesNulls) {
  const auto rows = Rows({Type::kLong}, {{Value::Long(2)}, {Value::Null(Type::kLong)}, {Value::Long(1)}});
  EXPECT_EQ(Run(OrderBy(rows, {{Col(rows, 0), true, true}})), (Texts{"null", "1", "2"}));
  EXPECT_EQ(Run(OrderBy(rows, {{Col(rows, 0), false, false}})), (Texts{"2", "1", "null"}));
  EXPECT_EQ(Run(OrderBy(rows, {{Col(rows, 0), false, true}}, Long(2))), (Texts{"null", "2"}));
}

TEST_F(NodeTest, LimitTakesTheFirst) {
  const auto numbers = Numbers(10);
  EXPECT_EQ(Run(MakeNode(Limit{Long(3)}, {numbers}, numbers->columns)), (Texts{"0", "1", "2"}));
  EXPECT_EQ(Run(MakeNode(Limit{Long(0)}, {numbers}, numbers->columns)), Texts{});
}

TEST_F(NodeTest, RangeIsInclusive) {
  const auto range = [&](Type type, Value from, Value to, Value step) {
    return Run(MakeNode(Range{Lit(from), Lit(to), Lit(step)}, {}, {NewColumn("r", type)}));
  };
  EXPECT_EQ(range(Type::kLong, Value::Long(1), Value::Long(7), Value::Long(3)), (Texts{"1", "4", "7"}));
  EXPECT_EQ(range(Type::kLong, Value::Long(3), Value::Long(1), Value::Long(-1)), (Texts{"3", "2", "1"}));
  EXPECT_EQ(range(Type::kInt, Value::Int(1), Value::Int(2), Value::Int(1)), (Texts{"1", "2"}));
  EXPECT_EQ(range(Type::kReal, Value::Real(0), Value::Real(1), Value::Real(0.25)),
            (Texts{"0", "0.25", "0.5", "0.75", "1"}));
  EXPECT_EQ(range(Type::kDatetime, Value::Datetime(10), Value::Datetime(35), Value::Timespan(10)),
            (Texts{"10", "20", "30"}));
  EXPECT_EQ(range(Type::kLong, Value::Long(1), Value::Long(7), Value::Long(0)), Texts{});
  EXPECT_EQ(range(Type::kLong, Value::Null(Type::kLong), Value::Long(7), Value::Long(1)), Texts{});
}

TEST_F(NodeTest, UnionGoesByPosition) {
  const auto a = Rows({Type::kLong, Type::kString}, {{Value::Long(1), Value::String("a")}});
  const auto b = Rows({Type::kLong, Type::kString}, {{Value::Long(2), Value::String("b")}});
  const auto both = MakeNode(Union{}, {a, b}, {NewColumn("x", Type::kLong), NewColumn("y", Type::kString)});
  EXPECT_EQ(Sorted(both), (Texts{"1|a", "2|b"}));
  EXPECT_EQ(Run(Where(both, Apply(Op::kEq, {Col(both, 1), Str("b")}))), Texts{"2|b"});
}

TEST_F(NodeTest, JoinsOfEachKind) {
  const auto null = Value::Null(Type::kLong);
  const auto join = [&](JoinKind kind) {
    const auto l = Rows({Type::kLong, Type::kString}, {{Value::Long(1), Value::String("l1")},
                                                       {null, Value::String("lnull")},
                                                       {Value::Long(2), Value::String("l2")}});
    const auto r = Rows({Type::kLong, Type::kString}, {{Value::Long(1), Value::String("r1")},
                                                       {null, Value::String("rnull")},
                                                       {Value::Long(3), Value::String("r3")}});
    std::vector<Column> columns = l->columns;
    if (kind != JoinKind::kSemi && kind != JoinKind::kAnti) {
      columns.insert(columns.end(), r->columns.begin(), r->columns.end());
    }
    Join node{kind, {}};
    if (kind != JoinKind::kCross) node.on.emplace_back(Col(l, 0), Col(r, 0));
    return Sorted(MakeNode(std::move(node), {l, r}, columns));
  };
  EXPECT_EQ(join(JoinKind::kInner), (Texts{"1|l1|1|r1", "null|lnull|null|rnull"}));
  EXPECT_EQ(join(JoinKind::kLeft), (Texts{"1|l1|1|r1", "2|l2|null|", "null|lnull|null|rnull"}));
  EXPECT_EQ(join(JoinKind::kRight), (Texts{"1|l1|1|r1", "null|lnull|null|rnull", "null||3|r3"}));
  EXPECT_EQ(join(JoinKind::kFull), (Texts{"1|l1|1|r1", "2|l2|null|", "null|lnull|null|rnull", "null||3|r3"}));
  EXPECT_EQ(join(JoinKind::kSemi), (Texts{"1|l1", "null|lnull"}));
  EXPECT_EQ(join(JoinKind::kAnti), Texts{"2|l2"});
  EXPECT_EQ(join(JoinKind::kCross).size(), 9U);
}

TEST_F(NodeTest, FilterOverOuterJoinSeesEmptyStrings) {
  const auto l = Rows({Type::kLong}, {{Value::Long(1)}});
  const auto r = Rows({Type::kLong, Type::kString}, {});
  std::vector<Column> columns = l->columns;
  columns.insert(columns.end(), r->columns.begin(), r->columns.end());
  const auto joined = MakeNode(Join{JoinKind::kLeft, {{Col(l, 0), Col(r, 0)}}}, {l, r}, columns);
  EXPECT_EQ(Run(Where(joined, Apply(Op::kEq, {Ref(columns[2]), Str("")}))), Texts{"1|null|"});
}

TEST_F(NodeTest, DistinctOnKeepsOneRowOfEach) {
  const auto rows = Rows(
      {Type::kLong, Type::kLong},
      {{Value::Long(1), Value::Long(5)}, {Value::Long(1), Value::Long(5)}, {Value::Long(2), Value::Long(6)}});
  EXPECT_EQ(Sorted(MakeNode(DistinctOn{{Col(rows, 0)}}, {rows}, rows->columns)), (Texts{"1|5", "2|6"}));
}

TEST_F(NodeTest, LateralReadsTheRowOutside) {
  const auto rows = Rows({Type::kLong}, {{Value::Long(2)}, {Value::Long(3)}});
  const auto inner = MakeNode(Range{Long(1), Col(rows, 0), Long(1)}, {}, {NewColumn("r", Type::kLong)});
  const auto lateral = MakeNode(Lateral{}, {rows, inner}, {rows->columns[0], inner->columns[0]});
  EXPECT_EQ(Sorted(lateral), (Texts{"2|1", "2|2", "3|1", "3|2", "3|3"}));
}

TEST_F(NodeTest, SharedIsDefinedOnce) {
  const auto numbers = Numbers(3);
  const auto use = [&] { return MakeNode(Shared{7, numbers, true}, {}, {NewColumn("s", Type::kLong)}); };
  const auto a = use();
  const auto b = use();
  const auto joined =
      MakeNode(Join{JoinKind::kInner, {{Col(a, 0), Col(b, 0)}}}, {a, b}, {a->columns[0], b->columns[0]});
  EXPECT_EQ(Sorted(joined), (Texts{"0|0", "1|1", "2|2"}));
  EXPECT_NE(Sql(joined).find("WITH s7 AS MATERIALIZED"), std::string::npos);
}

TEST_F(NodeTest, SampleGivesSoManyRows) {
  const auto numbers = Numbers(1000);
  EXPECT_EQ(Run(MakeNode(Sample{Long(7)}, {numbers}, numbers->columns)).size(), 7U);
  EXPECT_EQ(Run(MakeNode(Sample{Long(0)}, {numbers}, numbers->columns)).size(), 0U);
  EXPECT_EQ(Run(MakeNode(Sample{Long(5000)}, {numbers}, numbers->columns)).size(), 1000U);
}

TEST_F(NodeTest, InlineGivesItsRows) {
  auto rows = std::make_shared<std::vector<std::vector<Value>>>();
  rows->push_back({Value::Long(1), Value::String("x")});
  rows->push_back({Value::Null(Type::kLong), Value::String("")});
  const std::vector<Column> columns = {NewColumn("a", Type::kLong), NewColumn("b", Type::kString)};
  EXPECT_EQ(Run(MakeNode(Inline{rows}, {}, columns)), (Texts{"1|x", "null|"}));
}

TEST_F(NodeTest, ScanReadsAStoredTable) {
  catalog::Table table;
  table.name = "T";
  table.columns = {{"a", Type::kLong}, {"A", Type::kString}};
  ASSERT_TRUE(database_->storage().CreateTable(table).has_value());
  runtime::Batch batch{"T", {}};
  batch.columns.emplace_back("a", runtime::ColumnBuilder(Type::kLong));
  batch.columns.emplace_back("A", runtime::ColumnBuilder(Type::kString));
  for (int64_t i = 0; i < 5000; ++i) {
    batch.columns[0].second.AppendLong(i);
    batch.columns[1].second.AppendText(fmt::format("a text longer than twelve {}", i));
  }
  ASSERT_EQ(database_->storage().Append(batch, "b1", 5).value(), true);
  ASSERT_EQ(database_->storage().Append(batch, "b1", 5).value(), false);
  const std::vector<Column> columns = {NewColumn("A", Type::kString), NewColumn("missing", Type::kString)};
  const auto scan = MakeNode(
      Scan{"T", {"A", "missing"}, Apply(Op::kEq, {Ref(columns[0]), Str("a text longer than twelve 4999")})},
      {}, columns);
  EXPECT_EQ(Run(scan), Texts{"a text longer than twelve 4999|"});
  const auto rows = MakeNode(Scan{"T", {}, nullptr}, {}, {});
  EXPECT_EQ(Run(rows).size(), 5000U);
}

}  // namespace
}  // namespace harrier::engine::duckdb
