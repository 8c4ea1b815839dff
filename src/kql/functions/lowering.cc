#include "kql/functions/lowering.h"

namespace harrier::kql {

std::vector<plan::ExprPtr> AllDynamic(std::vector<plan::ExprPtr> args) {
  for (plan::ExprPtr& arg : args) arg = Convert(std::move(arg), Type::kDynamic);
  return args;
}

plan::ExprPtr ConvertAny(plan::ExprPtr expr, Type type) {
  if (CanConvert(expr->type, type)) return Convert(std::move(expr), type);
  return Convert(Convert(std::move(expr), Type::kString), type);
}

FunctionDef RealFunction(std::string_view name, std::string_view doc, std::string_view example,
                         ResultName result_name) {
  return {.name = name,
          .signatures = {"(number: real): real"},
          .kernel = name,
          .result_name = result_name,
          .doc = doc,
          .example = example};
}

std::optional<std::string> ConstantText(const CallContext& call, const plan::ExprPtr& arg) {
  const std::optional<Value> value = call.Constant(arg);
  if (!value || value->type() != Type::kString) return std::nullopt;
  return value->text();
}

}  // namespace harrier::kql
