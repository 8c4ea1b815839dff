#include "plan/row_evaluator.h"

#include <gtest/gtest.h>

#include "runtime/packed_record.h"

namespace harrier::plan {
namespace {

const Value kNull = Value::Null(Type::kLong);

Value Eval(const ExprPtr& expr) {
  const auto step = RowEvaluator::Compile(*expr, [](const Expr&) { return RowEvaluator::StepPtr(); });
  if (!step) return Value::String(step.error().message);
  const runtime::Cell& cell = (*step)->Run();
  return runtime::ValueAt(cell.view(), 0);
}

ExprPtr Long(int64_t v) {
  return Lit(Value::Long(v));
}

// What it says must be what folding says: both are the primitives' meaning.
TEST(RowEvaluatorTest, AgreesWithFolding) {
  const ExprPtr null = Lit(kNull);
  const ExprPtr nan = Lit(Value::Real(NAN));
  const ExprPtr yes = Lit(Value::Bool(true));
  const ExprPtr no = Lit(Value::Bool(false));
  const ExprPtr unknown = Lit(Value::Null(Type::kBool));
  const ExprPtr text = Lit(Value::String("a text of more than twelve bytes"));
  std::vector<ExprPtr> exprs;
  for (const Op op : {Op::kEq, Op::kNe, Op::kLt, Op::kLe, Op::kGt, Op::kGe}) {
    for (const ExprPtr& a : {null, Long(1), Long(2)}) {
      for (const ExprPtr& b : {null, Long(1), Long(2)}) exprs.push_back(Apply(op, {a, b}));
    }
    exprs.push_back(Apply(op, {nan, nan}));
    exprs.push_back(Apply(op, {text, Lit(Value::String("b"))}));
    exprs.push_back(Apply(op, {Lit(Value::Decimal(5)), Lit(Value::Decimal(-5))}));
    exprs.push_back(Apply(op, {Lit(Value::OfGuid({1, 2})), Lit(Value::OfGuid({~0ULL, 2}))}));
  }
  for (const ExprPtr& a : {yes, no, unknown}) {
    for (const ExprPtr& b : {yes, no, unknown}) {
      exprs.push_back(Apply(Op::kAnd, {a, b}));
      exprs.push_back(Apply(Op::kOr, {a, b}));
    }
    exprs.push_back(Apply(Op::kNot, {a}));
    exprs.push_back(Apply(Op::kIsNull, {a}));
    exprs.push_back(ApplyAs(Type::kLong, Op::kCase, {a, Long(1), Long(2)}));
  }
  for (const Op op : {Op::kAdd, Op::kSub, Op::kMul, Op::kDiv}) {
    exprs.push_back(Apply(op, {Lit(Value::Real(1.5)), Lit(Value::Real(-0.5))}));
    exprs.push_back(Apply(op, {Lit(Value::Real(1.5)), Lit(Value::Null(Type::kReal))}));
  }
  exprs.push_back(Apply(Op::kNeg, {Lit(Value::Real(1.5))}));
  exprs.push_back(Apply(Op::kIn, {Long(1), Long(3), null, Long(1)}));
  exprs.push_back(Apply(Op::kNotIn, {Long(1), Long(3), null}));
  exprs.push_back(Apply(Op::kIn, {null, Long(1)}));
  exprs.push_back(ApplyAs(Type::kLong, Op::kCoalesce, {null, Long(7)}));
  exprs.push_back(ApplyAs(Type::kReal, Op::kWiden, {Long(7)}));
  exprs.push_back(ApplyAs(Type::kLong, Op::kWiden, {Lit(Value::Int(-7))}));
  exprs.push_back(ApplyAs(Type::kTimespan, Op::kWiden, {Long(7)}));
  exprs.push_back(Apply(Op::kConcat, {text, Lit(Value::String("!")), text}));
  exprs.push_back(CallKernel("string_size", {text}));
  exprs.push_back(CallKernel("add_long", {Long(INT64_MAX), Long(1)}));
  exprs.push_back(CallKernel("add_long", {null, Long(1)}));
  for (const ExprPtr& expr : exprs) {
    const ExprPtr folded = Fold(expr);
    ASSERT_TRUE(folded->is_literal());
    EXPECT_EQ(Eval(expr), folded->value) << OpName(expr->op);
  }
}

TEST(CellTest, KeepsItsOwnText) {
  std::string text = "a text of more than twelve bytes";
  runtime::Cell cell(Type::kString);
  cell.PutText(text);
  runtime::Cell copy(Type::kString);
  copy.Copy(cell);
  text = "x";
  cell.PutText("gone");
  EXPECT_EQ(copy.text(), "a text of more than twelve bytes");
  copy.PutNull();
  EXPECT_FALSE(copy.is_null());
  EXPECT_EQ(copy.text(), "");
  runtime::Cell number(Type::kLong);
  number.Put<int64_t>(3);
  number.PutNull();
  EXPECT_TRUE(number.is_null());
}

}  // namespace
}  // namespace harrier::plan
