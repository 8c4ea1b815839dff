#include "kql/functions/lowering.h"

// range() as a function (Kusto docs): an array of equally spaced values.
namespace harrier::kql {
namespace {

using plan::ExprPtr;

Result<ExprPtr> LowerRange(CallContext& call, std::vector<ExprPtr> args) {
  const Type start = args[0]->type;
  if (IsTime(start)) {
    if (args.size() < 3) args.push_back(plan::Lit(Value::Timespan(36'000'000'000)));
    args[1] = ConvertAny(std::move(args[1]), start);
    args[2] = ConvertAny(std::move(args[2]), Type::kTimespan);
    return plan::CallKernel(fmt::format("range_{}", TypeName(start)), std::move(args), call.span());
  }
  if (args.size() < 3) args.push_back(plan::Lit(Value::Long(1)));
  const bool real = std::any_of(args.begin(), args.end(), [](const ExprPtr& a) {
    return a->type == Type::kReal || a->type == Type::kDecimal;
  });
  const Type type = real ? Type::kReal : Type::kLong;
  for (ExprPtr& arg : args) {
    if (!CanConvert(arg->type, type)) return call.Bad(0, "numbers or times are wanted");
    arg = Convert(std::move(arg), type);
  }
  return plan::CallKernel(real ? "range_real" : "range_long", std::move(args), call.span());
}

}  // namespace

extern const FunctionDef kRangeArray;
const FunctionDef kRangeArray{
    .name = "range",
    .signatures = {"(start: scalar, stop: scalar, step?: scalar): dynamic"},
    .lower = LowerRange,
    .doc = "An array of values from start to stop, step apart.",
    .example = "print range(1, 8, 3)",
};

}  // namespace harrier::kql
