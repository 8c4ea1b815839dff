#include "kql/functions/lowering.h"
#include "kql/functions/signature.h"

// bin(), floor(), bin_at() (Kusto docs): values rounded down to a multiple of a size, by the value's type.
namespace harrier::kql {
namespace {

using plan::ExprPtr;

/// Brings value, size (and fixed point) to types that a bin kernel takes; gives the kernel's type.
Result<Type> Align(CallContext& call, std::vector<ExprPtr>& args) {
  Type type = args[0]->type;
  if (type == Type::kDynamic || type == Type::kUnknown) {
    const bool time = args[1]->type == Type::kTimespan;
    type = time ? Type::kDatetime : args[1]->type == Type::kDynamic ? Type::kReal : args[1]->type;
    if (!IsNumeric(type) && !IsTime(type)) type = Type::kReal;
    args[0] = Convert(std::move(args[0]), type);
  }
  if (IsTime(type)) {
    if (args[1]->type != Type::kTimespan && !CanConvert(args[1]->type, Type::kTimespan))
      return call.Bad(1, "the size of a bin must be a timespan here");
    args[1] = Convert(std::move(args[1]), Type::kTimespan);
    if (args.size() > 2) args[2] = Convert(std::move(args[2]), type);
    return type;
  }
  if (!IsNumeric(type)) return call.Bad(0, "only numbers, datetimes and timespans have bins");
  for (size_t i = 1; i < args.size(); ++i) {
    if (args[i]->type == Type::kDynamic) args[i] = Convert(std::move(args[i]), type);
    const std::optional<Type> common = CommonOf(type, args[i]->type);
    if (!common || !IsNumeric(*common)) return call.Bad(i, "a number is wanted here");
    type = *common;
  }
  if (type == Type::kInt) type = Type::kLong;
  for (ExprPtr& arg : args) arg = Convert(std::move(arg), type);
  return type;
}

template <bool at>
Result<ExprPtr> LowerBin(CallContext& call, std::vector<ExprPtr> args) {
  TRY(const Type type, Align(call, args));
  return plan::CallKernel(fmt::format("{}_{}", at ? "bin_at" : "bin", TypeName(type)), std::move(args),
                          call.span());
}

}  // namespace

extern const FunctionDef kBin, kBinAt;

const FunctionDef kBin{
    .name = "bin",
    .aliases = {"floor"},
    .signatures = {"(value: scalar, roundTo: scalar): first"},
    .lower = LowerBin<false>,
    .result_name = ResultName::kFirstArgument,
    .doc = "Rounds down to a multiple of the given size.",
    .example = "print bin(4.5, 1)",
};

const FunctionDef kBinAt{
    .name = "bin_at",
    .signatures = {"(value: scalar, bin_size: scalar, fixed_point: scalar): first"},
    .lower = LowerBin<true>,
    .result_name = ResultName::kFirstArgument,
    .doc = "Rounds down to a bin of the given size, one of which begins at the fixed point.",
    .example = "print bin_at(6.5, 2.5, 7)",
};

}  // namespace harrier::kql
