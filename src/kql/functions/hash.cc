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

plan::ExprPtr Combined(std::vector<plan::ExprPtr> hashes, Span span) {
  plan::ExprPtr result = hashes.front();
  for (size_t i = 1; i < hashes.size(); ++i)
    result = plan::CallKernel("hash_combine", {std::move(result), hashes[i]}, span);
  return result;
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

extern const FunctionDef kHashCombine;
const FunctionDef kHashCombine{
    .name = "hash_combine",
    .signatures = {"(hash1: long, hash2: long, ...rest: long): long"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return Combined(std::move(args), call.span());
    },
    .doc = "One hash of several hashes, in their order. The value is not the one that Kusto gives.",
    .example = R"(print hash_combine(hash("Hello"), hash("World")))"};

extern const FunctionDef kHashMany;
const FunctionDef kHashMany{
    .name = "hash_many",
    .signatures = {"(scalar1: scalar, scalar2: scalar, ...rest: scalar): long"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      for (plan::ExprPtr& arg : args) arg = HashOf(std::move(arg), call.span());
      return Combined(std::move(args), call.span());
    },
    .doc = "One hash of several values, in their order. The value is not the one that Kusto gives.",
    .example = R"(print hash_many("Hello", 5))"};

}  // namespace harrier::kql
