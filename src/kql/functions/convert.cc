#include "kql/functions/function.h"

namespace harrier::kql {
namespace {

/// True if the engine widens by itself, without a kernel.
bool WidensInPlace(Type from, Type to) {
  if (from == Type::kInt) return to == Type::kLong || to == Type::kReal;
  return from == Type::kLong && to == Type::kReal;
}

std::string CastKernel(Type from, Type to) {
  return fmt::format("{}_to_{}", TypeName(from), TypeName(to));
}

}  // namespace

bool CanConvert(Type from, Type to) {
  return from == to || from == Type::kUnknown || WidensInPlace(from, to) ||
         runtime::AllKernels().Find(CastKernel(from, to)) != nullptr;
}

plan::ExprPtr Convert(plan::ExprPtr expr, Type type) {
  if (expr->type == type || type == Type::kUnknown) return expr;
  const Span span = expr->span;
  if (expr->type == Type::kUnknown || (expr->is_literal() && expr->value.is_null())) {
    return plan::Lit(Value::Null(type), span);
  }
  if (WidensInPlace(expr->type, type)) {
    return plan::Fold(plan::ApplyAs(type, plan::Op::kWiden, {std::move(expr)}, span));
  }
  const std::string kernel = CastKernel(expr->type, type);
  return plan::Fold(plan::CallKernel(kernel, {std::move(expr)}, span));
}

tl::unexpected<Error> CallContext::Bad(size_t argument, std::string message) const {
  return tl::unexpected(
      Error{ErrorCode::kSemantic, fmt::format("{}(): {}", function(), message), argument_span(argument)});
}

}  // namespace harrier::kql
