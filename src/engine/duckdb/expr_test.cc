#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

/// Evaluates each expression over a row of columns too, so that neither folding by DuckDB nor knowledge of
/// constants hides a mistake.
class ExprTest : public EngineTest {
 protected:
  using Make = std::function<ExprPtr(std::vector<ExprPtr>)>;

  std::string Over(const std::vector<Value>& values, const Make& make) {
    std::vector<Type> types;
    std::vector<ExprPtr> literals;
    for (const Value& value : values) {
      types.push_back(value.type());
      literals.push_back(Lit(value));
    }
    // Two rows, lest the constants become the select list's own.
    const auto rows = Rows(types, {values, values});
    std::vector<ExprPtr> refs;
    for (size_t i = 0; i < values.size(); ++i) refs.push_back(Col(rows, i));
    const std::string of_columns = Run(Select(rows, {make(refs)})).at(0);
    const std::string of_literals = Eval(make(literals));
    const ExprPtr folded = Fold(make(literals));
    if (of_columns != of_literals) return of_columns + " but of literals " + of_literals;
    if (folded->is_literal() && Text(folded->value) != of_columns)
      return of_columns + " but folded " + Text(folded->value);
    return of_columns;
  }

  std::string Compare(Op op, const Value& a, const Value& b) {
    return Over({a, b}, [op](std::vector<ExprPtr> args) { return Apply(op, std::move(args)); });
  }
};

const Value kNullLong = Value::Null(Type::kLong);
const Value kNullReal = Value::Null(Type::kReal);
const Value kNan = Value::Real(std::numeric_limits<double>::quiet_NaN());
const Value kNullBool = Value::Null(Type::kBool);

TEST_F(ExprTest, ComparisonsWithNull) {
  EXPECT_EQ(Compare(Op::kEq, kNullLong, Value::Long(1)), "false");
  EXPECT_EQ(Compare(Op::kEq, Value::Long(1), kNullLong), "false");
  EXPECT_EQ(Compare(Op::kEq, kNullLong, kNullLong), "null");
  EXPECT_EQ(Compare(Op::kNe, kNullLong, Value::Long(1)), "true");
  EXPECT_EQ(Compare(Op::kNe, Value::Long(1), kNullLong), "true");
  EXPECT_EQ(Compare(Op::kNe, kNullLong, kNullLong), "null");
  EXPECT_EQ(Compare(Op::kNe, Value::Long(1), Value::Long(1)), "false");
  EXPECT_EQ(Compare(Op::kLt, kNullLong, Value::Long(1)), "null");
  EXPECT_EQ(Compare(Op::kGe, Value::Long(1), Value::Long(1)), "true");
  EXPECT_EQ(Compare(Op::kNe, Value::String(""), Value::String("a")), "true");
}

TEST_F(ExprTest, ComparisonsWithNan) {
  for (const Op op : {Op::kEq, Op::kLt, Op::kLe, Op::kGt, Op::kGe}) {
    EXPECT_EQ(Compare(op, kNan, Value::Real(1)), "false") << OpName(op);
    EXPECT_EQ(Compare(op, Value::Real(1), kNan), "false") << OpName(op);
    EXPECT_EQ(Compare(op, kNan, kNan), "false") << OpName(op);
    const std::string with_null = op == Op::kEq ? "false" : "null";
    EXPECT_EQ(Compare(op, kNan, kNullReal), with_null) << OpName(op);
    EXPECT_EQ(Compare(op, kNullReal, kNan), with_null) << OpName(op);
  }
  EXPECT_EQ(Compare(Op::kNe, kNan, kNan), "true");
  EXPECT_EQ(Compare(Op::kNe, kNan, Value::Real(1)), "true");
  EXPECT_EQ(Compare(Op::kNe, kNan, kNullReal), "true");
  EXPECT_EQ(Compare(Op::kNe, kNullReal, kNullReal), "null");
  EXPECT_EQ(Compare(Op::kLt, Value::Real(1), Value::Real(2)), "true");
}

TEST_F(ExprTest, InAndNotIn) {
  const auto in = [&](Op op, std::vector<Value> values) {
    return Over(values, [op](std::vector<ExprPtr> args) { return Apply(op, std::move(args)); });
  };
  EXPECT_EQ(in(Op::kIn, {Value::Long(2), Value::Long(1), Value::Long(2)}), "true");
  EXPECT_EQ(in(Op::kIn, {Value::Long(2), Value::Long(1), kNullLong}), "false");
  EXPECT_EQ(in(Op::kIn, {kNullLong, Value::Long(1)}), "false");
  EXPECT_EQ(in(Op::kIn, {kNullLong}), "false");
  EXPECT_EQ(in(Op::kIn, {Value::Long(1)}), "false");
  EXPECT_EQ(in(Op::kNotIn, {Value::Long(2), Value::Long(1), kNullLong}), "true");
  EXPECT_EQ(in(Op::kNotIn, {Value::Long(1), Value::Long(1)}), "false");
  EXPECT_EQ(in(Op::kNotIn, {kNullLong, Value::Long(1)}), "true");
  EXPECT_EQ(in(Op::kIn, {Value::String("b"), Value::String("a"), Value::String("b")}), "true");
  EXPECT_EQ(in(Op::kNotIn, {Value::String("b")}), "true");
}

TEST_F(ExprTest, LogicIsThreeValued) {
  const auto logic = [&](Op op, std::vector<Value> values) {
    return Over(values, [op](std::vector<ExprPtr> args) { return Apply(op, std::move(args)); });
  };
  EXPECT_EQ(logic(Op::kAnd, {Value::Bool(true), kNullBool}), "null");
  EXPECT_EQ(logic(Op::kAnd, {Value::Bool(false), kNullBool}), "false");
  EXPECT_EQ(logic(Op::kOr, {Value::Bool(true), kNullBool, Value::Bool(false)}), "true");
  EXPECT_EQ(logic(Op::kOr, {Value::Bool(false), kNullBool}), "null");
  EXPECT_EQ(logic(Op::kNot, {kNullBool}), "null");
  EXPECT_EQ(logic(Op::kIsNull, {kNullLong}), "true");
  EXPECT_EQ(logic(Op::kIsNull, {Value::String("")}), "false");
}

TEST_F(ExprTest, NullConditionOfCaseIsFalse) {
  const auto of = [&](const Value& condition) {
    return Over({condition},
                [](std::vector<ExprPtr> args) { return Apply(Op::kCase, {args[0], Str("yes"), Str("no")}); });
  };
  EXPECT_EQ(of(kNullBool), "no");
  EXPECT_EQ(of(Value::Bool(true)), "yes");
}

TEST_F(ExprTest, ConditionsInCaseMayUseShortForms) {
  const auto rows = Rows({Type::kLong, Type::kLong}, {{kNullLong, kNullLong}, {kNullLong, Value::Long(1)}});
  const auto differs = Apply(Op::kNe, {Col(rows, 0), Col(rows, 1)});
  EXPECT_EQ(Run(Select(rows, {Apply(Op::kCase, {differs, Str("differs"), Str("same")})})),
            (Texts{"same", "differs"}));
  EXPECT_EQ(Run(Select(rows, {Apply(Op::kNot, {differs})})), (Texts{"null", "false"}));
}

TEST_F(ExprTest, ArithmeticOfReals) {
  EXPECT_EQ(Eval(Apply(Op::kDiv, {Real(1), Real(0)})), "inf");
  EXPECT_EQ(Eval(Apply(Op::kDiv, {Real(0), Real(0)})), "nan");
  EXPECT_EQ(Eval(Apply(Op::kSub, {Real(1), Real(-2.5)})), "3.5");
  EXPECT_EQ(Eval(Apply(Op::kNeg, {Real(-2.5)})), "2.5");
  EXPECT_EQ(Eval(Apply(Op::kMul, {Real(1e300), Real(1e300)})), "inf");
  EXPECT_EQ(Eval(Apply(Op::kAdd, {Lit(kNullReal), Real(1)})), "null");
}

TEST_F(ExprTest, RealLiteralsAreExact) {
  for (const double v : {0.30000000000000004, 5e-324, 1.7976931348623157e308, -0.1, 123456789012345678.0}) {
    EXPECT_EQ(Eval(Real(v)), fmt::format("{}", v));
  }
}

TEST_F(ExprTest, ConcatAndCoalesce) {
  EXPECT_EQ(Eval(Apply(Op::kConcat, {Str("a"), Str(""), Str("b'c")})), "ab'c");
  EXPECT_EQ(Eval(Apply(Op::kCoalesce, {Lit(kNullLong), Long(2), Long(3)})), "2");
  EXPECT_EQ(Eval(ApplyAs(Type::kReal, Op::kWiden, {Lit(Value::Int(3))})), "3");
  EXPECT_EQ(Eval(ApplyAs(Type::kDatetime, Op::kWiden, {Long(3)})), "3");
}

TEST_F(ExprTest, TextKeepsNulsAndQuotes) {
  const std::string text = std::string("a\0b'", 4) + "\xC3\xA9\n";
  const auto rows = Run(Select(Rows({}, {{}}), {Str(text)}));
  EXPECT_EQ(rows.at(0), text);
  EXPECT_EQ(Eval(CallKernel("string_size", {Str(text)})), "7");
}

TEST_F(ExprTest, ScalarSubquery) {
  const auto rows = Rows({Type::kLong, Type::kString},
                         {{Value::Long(1), Value::String("a")}, {Value::Long(2), Value::String("b")}});
  const auto one = OrderBy(rows, {{Col(rows, 0), false, false}});
  EXPECT_EQ(Eval(ScalarSubquery(one)), "2");
  EXPECT_EQ(
      Eval(ScalarSubquery(Select(Where(rows, Apply(Op::kGt, {Col(rows, 0), Long(5)})), {Col(rows, 0)}))),
      "null");
  EXPECT_EQ(
      Eval(ScalarSubquery(Select(Where(rows, Apply(Op::kGt, {Col(rows, 0), Long(5)})), {Col(rows, 1)}))), "");
}

TEST_F(ExprTest, InSubqueryIsNeverNull) {
  const auto list = Rows({Type::kLong}, {{Value::Long(1)}, {kNullLong}});
  EXPECT_EQ(Eval(InSubquery(Long(1), list)), "true");
  EXPECT_EQ(Eval(InSubquery(Long(2), list)), "false");
  EXPECT_EQ(Eval(InSubquery(Lit(kNullLong), list)), "false");
  EXPECT_EQ(Eval(Apply(Op::kNot, {InSubquery(Long(2), list)})), "true");
  const auto rows = Rows({Type::kLong}, {{Value::Long(1)}, {Value::Long(2)}, {kNullLong}});
  EXPECT_EQ(Run(Where(rows, InSubquery(Col(rows, 0), list))), Texts{"1"});
  EXPECT_EQ(Sorted(Where(rows, Apply(Op::kNot, {InSubquery(Col(rows, 0), list)}))), (Texts{"2", "null"}));
  const auto words = Rows({Type::kString, Type::kLong},
                          {{Value::String("x"), Value::Long(1)}, {Value::String("y"), Value::Long(2)}});
  EXPECT_EQ(Eval(InSubquery(Str("x"), MakeNode(DistinctOn{{Col(words, 0)}}, {words}, words->columns))),
            "true");
}

TEST_F(ExprTest, ColumnStandsBareInComparisons) {
  const auto numbers = Numbers(5);
  const std::string sql = Sql(Where(numbers, Apply(Op::kGe, {Col(numbers, 0), Long(3)})));
  EXPECT_NE(sql.find(fmt::format("(c{} >= 3::BIGINT)", numbers->columns[0].id)), std::string::npos) << sql;
}

}  // namespace
}  // namespace harrier::engine::duckdb
