#include "kql/binder/binder.h"
#include "kql/functions/signature.h"

namespace harrier::kql {

namespace {

/// The kernel of an integer, time or decimal operation; reals are primitives.
std::string_view OpWord(std::string_view op) {
  switch (op.front()) {
    case '+':
      return "add";
    case '-':
      return "subtract";
    case '*':
      return "multiply";
    case '/':
      return "divide";
    default:
      return "modulo";
  }
}

plan::ExprPtr Widen(plan::ExprPtr expr, Type type) {
  if (expr->type == type) return expr;
  const Span span = expr->span;
  return plan::Fold(plan::ApplyAs(type, plan::Op::kWiden, {std::move(expr)}, span));
}

}  // namespace

// + - * / % (Kusto docs, numerical operators and datetime / timespan arithmetic). Integers wrap; `/` of
// integers truncates, of timespans gives a real.
Result<plan::ExprPtr> Binder::BindArithmetic(std::string_view op, plan::ExprPtr left, plan::ExprPtr right,
                                             Span span) {
  if (left->type == Type::kUnknown || right->type == Type::kUnknown) {
    const Type known = left->type == Type::kUnknown ? right->type : left->type;
    if (known == Type::kUnknown) return Unknown(span);
    left = Convert(std::move(left), known);
    right = Convert(std::move(right), known);
  }
  // A dynamic takes the other side's type.
  if (left->type == Type::kDynamic)
    left = Convert(std::move(left),
                   right->type == Type::kDynamic || right->type == Type::kString ? Type::kReal : right->type);
  if (right->type == Type::kDynamic)
    right = Convert(std::move(right), left->type == Type::kString ? Type::kReal : left->type);
  if (left->type == Type::kBool) left = Convert(std::move(left), Type::kLong);
  if (right->type == Type::kBool) right = Convert(std::move(right), Type::kLong);
  const Type l = left->type, r = right->type;
  auto kernel = [&](Type type) {
    return plan::CallKernel(fmt::format("{}_{}", OpWord(op), TypeName(type)),
                            {std::move(left), std::move(right)}, span);
  };

  if (IsNumeric(l) && IsNumeric(r)) {
    Type type = *CommonOf(l, r);
    if (type == Type::kInt) type = Type::kLong;
    left = Convert(std::move(left), type);
    right = Convert(std::move(right), type);
    if (type != Type::kReal) return kernel(type);
    if (op == "%") return kernel(Type::kReal);
    const plan::Op primitive = op == "+"   ? plan::Op::kAdd
                               : op == "-" ? plan::Op::kSub
                               : op == "*" ? plan::Op::kMul
                                           : plan::Op::kDiv;
    return plan::Apply(primitive, {std::move(left), std::move(right)}, span);
  }
  // Times are ticks in longs.
  auto ticks = [&](Type result) {
    left = Widen(std::move(left), Type::kLong);
    right = Widen(std::move(right), Type::kLong);
    return Widen(kernel(Type::kLong), result);
  };
  const bool sum = op == "+" || op == "-";
  if (l == Type::kDatetime && r == Type::kDatetime && op == "-") return ticks(Type::kTimespan);
  if (l == Type::kDatetime && r == Type::kTimespan && sum) {
    return plan::CallKernel(op == "+" ? "add_datetime" : "subtract_datetime",
                            {std::move(left), std::move(right)}, span);
  }
  if (l == Type::kTimespan && r == Type::kDatetime && op == "+") {
    return plan::CallKernel("add_datetime", {std::move(right), std::move(left)}, span);
  }
  if (l == Type::kDatetime && r == Type::kTimespan && op == "%") return ticks(Type::kTimespan);
  if (l == Type::kTimespan && r == Type::kTimespan) {
    if (sum || op == "%") return ticks(Type::kTimespan);
    if (op == "/") {
      left = Convert(Widen(std::move(left), Type::kLong), Type::kReal);
      right = Convert(Widen(std::move(right), Type::kLong), Type::kReal);
      return plan::Apply(plan::Op::kDiv, {std::move(left), std::move(right)}, span);
    }
  }
  if (op == "*" && ((l == Type::kTimespan && IsNumeric(r)) || (r == Type::kTimespan && IsNumeric(l)))) {
    if (r == Type::kTimespan) std::swap(left, right);
    if (IsInteger(right->type)) {
      right = Convert(std::move(right), Type::kLong);
      return ticks(Type::kTimespan);
    }
    right = Convert(std::move(right), Type::kReal);
    return plan::CallKernel("scale_timespan", {std::move(left), std::move(right)}, span);
  }
  if (op == "/" && l == Type::kTimespan && IsNumeric(r)) {
    if (IsInteger(r)) {
      right = Convert(std::move(right), Type::kLong);
      return ticks(Type::kTimespan);
    }
    right = plan::Apply(plan::Op::kDiv, {plan::Lit(Value::Real(1)), Convert(std::move(right), Type::kReal)},
                        span);
    return plan::CallKernel("scale_timespan", {std::move(left), std::move(right)}, span);
  }
  return FailAt(span, "KS106", ErrorCode::kSemantic, "'{}' does not work on {} and {}; convert one of them",
                op, TypeName(l), TypeName(r));
}

}  // namespace harrier::kql
