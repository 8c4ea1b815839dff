#include <limits>

#include "plan/expr.h"

namespace harrier::plan {
namespace {

std::optional<int> Compare(const Value& a, const Value& b) {
  auto order = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (const double* x = std::get_if<double>(&a.data())) {
    const double y = b.real();
    if (std::isnan(*x) || std::isnan(y)) return std::nullopt;
    return order(*x, y);
  }
  switch (a.type()) {
    case Type::kBool:
      return order(a.boolean(), b.boolean());
    case Type::kDecimal:
      return order(a.decimal(), b.decimal());
    case Type::kGuid:
      return order(a.guid(), b.guid());
    case Type::kString:
    case Type::kDynamic:
      return order(a.text(), b.text());
    default:
      return order(a.integer(), b.integer());
  }
}

Value FoldComparison(Op op, const Value& a, const Value& b) {
  if (!a.is_null() && !b.is_null()) return Value::Bool(ComparisonOf(op, Compare(a, b)));
  const std::optional<bool> result = ComparisonOfNulls(op, a.is_null(), b.is_null());
  return result ? Value::Bool(*result) : Value::Null(Type::kBool);
}

Value FoldReal(Op op, const std::vector<Value>& v) {
  for (const Value& x : v) {
    if (x.is_null()) return Value::Null(Type::kReal);
  }
  const double a = v[0].real();
  switch (op) {
    case Op::kNeg:
      return Value::Real(-a);
    case Op::kAdd:
      return Value::Real(a + v[1].real());
    case Op::kSub:
      return Value::Real(a - v[1].real());
    case Op::kMul:
      return Value::Real(a * v[1].real());
    default:
      return Value::Real(a / v[1].real());
  }
}

/// Three-valued and/or: the value that decides, else null if any is, else the other one.
Value FoldLogic(bool decides, const std::vector<Value>& v) {
  bool null = false;
  for (const Value& x : v) {
    if (x.is_null())
      null = true;
    else if (x.boolean() == decides)
      return Value::Bool(decides);
  }
  return null ? Value::Null(Type::kBool) : Value::Bool(!decides);
}

std::optional<Value> Widen(const Value& v, Type type) {
  if (v.is_null()) return Value::Null(type);
  if (v.type() == Type::kReal) return type == Type::kReal ? std::optional(v) : std::nullopt;
  if (!std::holds_alternative<int64_t>(v.data())) return std::nullopt;
  switch (type) {
    case Type::kLong:
      return Value::Long(v.integer());
    case Type::kDatetime:
      return Value::Datetime(v.integer());
    case Type::kTimespan:
      return Value::Timespan(v.integer());
    case Type::kReal:
      return Value::Real(static_cast<double>(v.integer()));
    default:
      return std::nullopt;
  }
}

std::optional<Value> FoldOp(const Expr& e, const std::vector<Value>& v) {
  switch (e.op) {
    case Op::kAnd:
      return FoldLogic(false, v);
    case Op::kOr:
      return FoldLogic(true, v);
    case Op::kNot:
      return v[0].is_null() ? v[0] : Value::Bool(!v[0].boolean());
    case Op::kIsNull:
      return Value::Bool(v[0].is_null());
    case Op::kEq:
    case Op::kNe:
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
      return FoldComparison(e.op, v[0], v[1]);
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kDiv:
    case Op::kNeg:
      return FoldReal(e.op, v);
    case Op::kIn:
    case Op::kNotIn: {
      const bool negated = e.op == Op::kNotIn;
      if (v[0].is_null()) return Value::Bool(negated);
      for (size_t i = 1; i < v.size(); ++i) {
        if (!v[i].is_null() && Compare(v[0], v[i]) == 0) return Value::Bool(!negated);
      }
      return Value::Bool(negated);
    }
    case Op::kCase:
      for (size_t i = 0; i + 1 < v.size(); i += 2) {
        if (!v[i].is_null() && v[i].boolean()) return v[i + 1];
      }
      return v.back();
    case Op::kCoalesce:
      for (const Value& x : v) {
        if (!x.is_null()) return x;
      }
      return v.back();
    case Op::kWiden:
      return Widen(v[0], e.type);
    case Op::kConcat: {
      std::string text;
      for (const Value& x : v) text += x.text();
      return Value::String(std::move(text));
    }
  }
  return std::nullopt;
}

}  // namespace

ExprPtr Fold(const ExprPtr& expr) {
  if (expr->is_literal() || !IsConstant(*expr)) return expr;
  std::vector<Value> values;
  for (const ExprPtr& arg : expr->args) {
    const ExprPtr folded = Fold(arg);
    if (!folded->is_literal()) return expr;
    values.push_back(folded->value);
  }
  if (expr->kind == Expr::Kind::kKernel) {
    const Result<Value> result = runtime::Call(*expr->kernel, values);
    return result ? Lit(*result, expr->span) : expr;
  }
  const std::optional<Value> result = FoldOp(*expr, values);
  return result ? Lit(*result, expr->span) : expr;
}

}  // namespace harrier::plan
