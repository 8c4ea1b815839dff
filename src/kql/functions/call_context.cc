#include "kql/functions/function.h"

namespace harrier::kql {
namespace {

bool WidensInPlace(Type from, Type to) {
  if (from == Type::kInt) return to == Type::kLong || to == Type::kReal;
  return from == Type::kLong && to == Type::kReal;
}

}  // namespace

plan::ExprPtr CallContext::Convert(plan::ExprPtr expr, Type type) const {
  if (expr->type == type) return expr;
  const Span span = expr->span;
  if (expr->is_literal() && expr->value.is_null()) return plan::Lit(Value::Null(type), span);
  if (WidensInPlace(expr->type, type))
    return plan::Fold(plan::ApplyAs(type, plan::Op::kWiden, {std::move(expr)}, span));
  const std::string kernel = fmt::format("{}_to_{}", TypeName(expr->type), TypeName(type));
  return plan::Fold(plan::CallKernel(kernel, {std::move(expr)}, span));
}

tl::unexpected<Error> CallContext::Bad(size_t argument, std::string message) const {
  return tl::unexpected(
      Error{ErrorCode::kSemantic, fmt::format("{}(): {}", function(), message), argument_span(argument)});
}

}  // namespace harrier::kql
