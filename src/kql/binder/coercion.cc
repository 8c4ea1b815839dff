#include "kql/binder/binder.h"
#include "kql/functions/signature.h"

namespace harrier::kql {
namespace {

/// The type in which two types are compared; nullopt if they cannot be (Kusto compares mixed types in many
/// cases where others refuse: string with number, dynamic with anything, bool with number).
std::optional<Type> ComparisonType(const plan::Expr& a, const plan::Expr& b) {
  const Type x = a.type, y = b.type;
  if (x == Type::kUnknown) return y == Type::kUnknown ? Type::kString : y;
  if (y == Type::kUnknown) return x;
  if (x == Type::kDynamic && y == Type::kDynamic) return Type::kString;
  if (x == y) return x;
  if (IsNumeric(x) && IsNumeric(y)) return CommonOf(x, y);
  if (x == Type::kDynamic) return y;
  if (y == Type::kDynamic) return x;
  if (x == Type::kString || y == Type::kString) {
    const plan::Expr& text = x == Type::kString ? a : b;
    const Type other = x == Type::kString ? y : x;
    // A constant text takes the column's type, so that the column stays bare; a column of text is compared as
    // text with numbers, and read as the other type otherwise.
    if (text.is_literal() || !IsNumeric(other)) return other;
    return Type::kString;
  }
  if ((x == Type::kBool && IsNumeric(y)) || (y == Type::kBool && IsNumeric(x)))
    return x == Type::kBool ? y : x;
  return std::nullopt;
}

}  // namespace

plan::ExprPtr Binder::Convert(plan::ExprPtr expr, Type type) {
  if (!CanConvert(expr->type, type)) {
    Report({ErrorCode::kSemantic,
            fmt::format("cannot convert {} to {}", TypeName(expr->type), TypeName(type)), expr->span,
            "KS141"});
    return Unknown(expr->span);
  }
  return kql::Convert(std::move(expr), type);
}

Status Binder::Unify(plan::ExprPtr& left, plan::ExprPtr& right, Span span) {
  const std::optional<Type> type = ComparisonType(*left, *right);
  if (!type) {
    return FailAt(span, "KS106", ErrorCode::kSemantic,
                  "cannot compare values of types {} and {}; convert one of them", TypeName(left->type),
                  TypeName(right->type));
  }
  if (left->type == Type::kBool && IsNumeric(*type))
    left = Convert(Convert(std::move(left), Type::kLong), *type);
  if (right->type == Type::kBool && IsNumeric(*type))
    right = Convert(Convert(std::move(right), Type::kLong), *type);
  left = Convert(std::move(left), *type);
  right = Convert(std::move(right), *type);
  return Ok();
}

Result<plan::ExprPtr> Binder::Compare(plan::Op op, plan::ExprPtr left, plan::ExprPtr right, Span span) {
  // Texts are equal to values of other types, but have no order among them.
  const bool ordered = op != plan::Op::kEq && op != plan::Op::kNe;
  const auto has_no_text = [](Type type) {
    return type != Type::kString && type != Type::kDynamic && type != Type::kUnknown;
  };
  if (ordered && ((left->type == Type::kString && has_no_text(right->type)) ||
                  (right->type == Type::kString && has_no_text(left->type)))) {
    return FailAt(span, "KS106", ErrorCode::kSemantic, "'{}' does not work on {} and {}; convert one of them",
                  plan::OpName(op), TypeName(left->type), TypeName(right->type));
  }
  TRY_OK(Unify(left, right, span));
  return plan::Fold(plan::Apply(op, {std::move(left), std::move(right)}, span));
}

Type Binder::CommonType(const std::vector<Type>& types) const {
  Type common = Type::kUnknown;
  for (const Type type : types) {
    const std::optional<Type> next = CommonOf(common, type);
    if (!next) return Type::kDynamic;
    common = *next;
  }
  return common == Type::kUnknown ? Type::kString : common;
}

}  // namespace harrier::kql
