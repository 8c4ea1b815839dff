#include <random>

#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Random trees of primitives over one row of columns. The folder's answer over the row's values is the
/// measure: engine and folder are written apart from each other.
class RandomExprTest : public EngineTest {
 protected:
  /// What an expression is made of: the same tree once over columns, once over their values.
  struct Twin {
    ExprPtr of_columns;
    ExprPtr of_values;
  };

  size_t Pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

  Value AnyValue(Type type) {
    switch (type) {
      case Type::kBool:
        return std::array{Value::Null(type), Value::Bool(false), Value::Bool(true)}[Pick(3)];
      case Type::kLong:
        return std::array{Value::Null(type), Value::Long(-1), Value::Long(0), Value::Long(2)}[Pick(4)];
      case Type::kReal:
        return std::array{Value::Null(type), Value::Real(kNan), Value::Real(-1.5), Value::Real(0),
                          Value::Real(2)}[Pick(5)];
      default:
        return std::array{Value::String(""), Value::String("a"), Value::String("B"),
                          Value::String("a text that is long")}[Pick(4)];
    }
  }

  Twin Both(Op op, Type type, const std::vector<Twin>& args) {
    std::vector<ExprPtr> columns;
    std::vector<ExprPtr> values;
    for (const Twin& arg : args) {
      columns.push_back(arg.of_columns);
      values.push_back(arg.of_values);
    }
    return {ApplyAs(type, op, columns), ApplyAs(type, op, values)};
  }

  Twin Leaf(Type type) {
    const Value value = AnyValue(type);
    if (Pick(3) == 0) return {Lit(value), Lit(value)};
    columns_.push_back(NewColumn("x", type));
    values_.push_back(Lit(value));
    return {Ref(columns_.back()), Lit(value)};
  }

  Twin Make(Type type, int depth) {
    if (depth == 0) return Leaf(type);
    const auto make = [&](Type t) { return Make(t, depth - 1); };
    const Type other = std::array{Type::kBool, Type::kLong, Type::kReal, Type::kString}[Pick(4)];
    switch (Pick(4)) {
      case 0:
        return Both(Op::kCase, type,
                    {make(Type::kBool), make(type), make(Type::kBool), make(type), make(type)});
      case 1:
        if (type == Type::kString) return Both(Op::kConcat, type, {make(type), make(type), make(type)});
        return Both(Op::kCoalesce, type, {make(type), make(type)});
      default:
        break;
    }
    if (type == Type::kReal) {
      if (Pick(3) == 0) return Both(Op::kWiden, type, {make(Type::kLong)});
      const Op op = std::array{Op::kAdd, Op::kSub, Op::kMul, Op::kDiv}[Pick(4)];
      return Both(op, type, {make(type), make(type)});
    }
    if (type != Type::kBool) return Leaf(type);
    switch (Pick(6)) {
      case 0:
        return Both(Op::kNot, type, {make(type)});
      case 1:
        return Both(Pick(2) == 0 ? Op::kAnd : Op::kOr, type, {make(type), make(type), make(type)});
      case 2:
        return Both(Op::kIsNull, type, {make(other)});
      case 3:
        return Both(Pick(2) == 0 ? Op::kIn : Op::kNotIn, type, {make(other), make(other), make(other)});
      default: {
        const Op op = std::array{Op::kEq, Op::kNe, Op::kLt, Op::kLe, Op::kGt, Op::kGe}[Pick(6)];
        return Both(op, type, {make(other), make(other)});
      }
    }
  }

  std::mt19937 random_{20240917};
  std::vector<Column> columns_;
  std::vector<ExprPtr> values_;
};

TEST_F(RandomExprTest, EngineAgreesWithFolding) {
  for (int round = 0; round < 25; ++round) {
    columns_.clear();
    values_.clear();
    std::vector<Twin> twins;
    for (int i = 0; i < 40; ++i) {
      twins.push_back(Make(std::array{Type::kBool, Type::kReal, Type::kString, Type::kBool}[Pick(4)], 3));
    }
    const auto rows = MakeNode(Values{{values_, values_}}, {}, columns_);
    std::vector<ExprPtr> exprs;
    for (const Twin& twin : twins) exprs.push_back(twin.of_columns);
    const auto selected = Select(rows, exprs);
    auto stream = database_->engine().Run(*selected, {});
    ASSERT_TRUE(stream.has_value()) << stream.error().message;
    const auto chunk = (*stream)->Next();
    ASSERT_TRUE(chunk.has_value()) << chunk.error().message;
    for (size_t i = 0; i < twins.size(); ++i) {
      const ExprPtr folded = Fold(twins[i].of_values);
      ASSERT_TRUE(folded->is_literal());
      ASSERT_EQ(Text(ValueAt((*chunk)->columns[i], 0)), Text(folded->value)) << Print(*twins[i].of_values);
      // A filter keeps exactly the rows where the condition is true.
      if (twins[i].of_columns->type != Type::kBool || i % 4 != 0) continue;
      const bool kept = !folded->value.is_null() && folded->value.boolean();
      ASSERT_EQ(Run(Where(rows, twins[i].of_columns)).size(), kept ? 2U : 0U) << Print(*twins[i].of_values);
    }
  }
}

}  // namespace
}  // namespace harrier::engine::duckdb
