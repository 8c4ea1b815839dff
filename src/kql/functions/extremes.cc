#include "kql/functions/lowering.h"

// max_of(), min_of() (Kusto docs): nulls are left out; new_guid().
namespace harrier::kql {
namespace {

using plan::ExprPtr;

template <bool greatest>
Result<ExprPtr> LowerExtreme(CallContext& call, std::vector<ExprPtr> args) {
  const std::string kernel = fmt::format("{}_of_{}", greatest ? "max" : "min", TypeName(args[0]->type));
  if (runtime::AllKernels().Find(kernel) == nullptr)
    return call.Bad(0, fmt::format("values of type {} have no order", TypeName(args[0]->type)));
  ExprPtr value = std::move(args[0]);
  for (size_t i = 1; i < args.size(); ++i)
    value = plan::CallKernel(kernel, {std::move(value), std::move(args[i])}, call.span());
  return value;
}

}  // namespace

extern const FunctionDef kMaxOf, kMinOf, kNewGuid;

const FunctionDef kMaxOf{
    .name = "max_of",
    .signatures = {"(arg: common, ...rest: common): common"},
    .lower = LowerExtreme<true>,
    .doc = "The greatest of the values.",
    .example = "print max_of(10, 1, -3, 17)",
};
const FunctionDef kMinOf{
    .name = "min_of",
    .signatures = {"(arg: common, ...rest: common): common"},
    .lower = LowerExtreme<false>,
    .doc = "The least of the values.",
    .example = "print min_of(10, 1, -3, 17)",
};
const FunctionDef kNewGuid{
    .name = "new_guid",
    .signatures = {"(): guid"},
    .kernel = "new_guid",
    .doc = "A random guid.",
    .example = "print isnotnull(new_guid())",
};

}  // namespace harrier::kql
