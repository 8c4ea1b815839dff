#include "kql/functions/function.h"

namespace harrier::kql {

namespace {

/// The hash of a value by its type; types without a kernel go by their text.
plan::ExprPtr HashOf(plan::ExprPtr value, Span span) {
  if (value->type == Type::kInt || value->type == Type::kBool) value = Convert(std::move(value), Type::kLong);
  std::string kernel = fmt::format("hash_{}", TypeName(value->type));
  if (runtime::AllKernels().Find(kernel) == nullptr) {
    value = Convert(std::move(value), Type::kString);
    kernel = "hash_string";
  }
  return plan::CallKernel(kernel, {std::move(value)}, span);
}

}  // namespace

extern const FunctionDef kHash;
const FunctionDef kHash{
    .name = "hash",
    .aliases = {"hash_xxhash64"},
    .signatures = {"(source: scalar, mod?: long): long"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      plan::ExprPtr hash = HashOf(args[0], call.span());
      if (args.size() == 1) return hash;
      return plan::CallKernel("hash_modulo", {std::move(hash), args[1]}, call.span());
    },
    .doc = "The xxHash64 of a value, or what remains of it after a division.",
    .example = R"(print hash("World", 100))"};

}  // namespace harrier::kql
