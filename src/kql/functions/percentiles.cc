#include "kql/functions/aggregate_lowering.h"

// percentile(), percentilew(), percentiles_array() (Kusto docs, percentile() and percentiles()): nearest
// rank. The binder makes several calls of percentiles().
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::ExprPtr;

/// The type in which values are ranked.
ExprPtr Ranked(ExprPtr value) {
  const Type type = value->type;
  if (type == Type::kInt || type == Type::kBool) return ConvertAny(std::move(value), Type::kLong);
  if (type == Type::kDynamic) return Convert(std::move(value), Type::kReal);
  return value;
}

Result<AggCall> LowerPercentile(CallContext&, std::vector<ExprPtr> args) {
  args[0] = Ranked(std::move(args[0]));
  const std::string kernel = fmt::format("percentile_{}", TypeName(args[0]->type));
  return KernelAggregate(kernel, std::move(args));
}

Result<AggCall> LowerWeighted(CallContext&, std::vector<ExprPtr> args) {
  args[0] = Ranked(std::move(args[0]));
  if (args[0]->type == Type::kDecimal) args[0] = Convert(std::move(args[0]), Type::kReal);
  const std::string kernel = fmt::format("percentilew_{}", TypeName(args[0]->type));
  return KernelAggregate(kernel, std::move(args));
}

/// The ranks from argument `first` on as one array.
ExprPtr Ranks(CallContext& call, const std::vector<ExprPtr>& args, size_t first) {
  if (args.size() == first + 1 && args[first]->type == Type::kDynamic) return args[first];
  const std::vector<ExprPtr> ranks(args.begin() + static_cast<std::ptrdiff_t>(first), args.end());
  return plan::Fold(plan::CallKernel("pack_array", AllDynamic(ranks), call.span()));
}

/// The kernels give the values of longs, reals and times as their type writes them in JSON.
Result<AggCall> LowerArray(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr ranks = Ranks(call, args, 1);
  ExprPtr value = Ranked(std::move(args[0]));
  if (value->type == Type::kDecimal) value = Convert(std::move(value), Type::kReal);
  const std::string kernel = fmt::format("percentiles_array_{}", TypeName(value->type));
  return KernelAggregate(kernel, {std::move(value), std::move(ranks)});
}

Result<AggCall> LowerWeightedArray(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr ranks = Ranks(call, args, 2);
  ExprPtr value = Ranked(std::move(args[0]));
  if (value->type == Type::kDecimal) value = Convert(std::move(value), Type::kReal);
  const std::string kernel = fmt::format("percentilesw_array_{}", TypeName(value->type));
  return KernelAggregate(kernel, {std::move(value), std::move(args[1]), std::move(ranks)});
}

}  // namespace

extern const AggregateDef kPercentile, kPercentileW, kPercentilesArray, kPercentilesWArray;

const AggregateDef kPercentile{
    .name = "percentile",
    .signatures = {"(expr: real|long|int|decimal|datetime|timespan, percentile: real): first"},
    .lower = LowerPercentile,
    .doc = "The value at the nearest rank of a percentile.",
    .example = "range x from 1 to 10 step 1 | summarize percentile(x, 90)",
};
const AggregateDef kPercentileW{
    .name = "percentilew",
    .signatures = {"(expr: real|long|int|decimal|datetime|timespan, weight: long, percentile: real): first"},
    .lower = LowerWeighted,
    .doc = "The value at the nearest rank of a percentile, each value counting as often as its weight says.",
    .example = "range x from 1 to 10 step 1 | summarize percentilew(x, x, 50)",
};
const AggregateDef kPercentilesArray{
    .name = "percentiles_array",
    .signatures =
        {"(expr: real|long|int|decimal|datetime|timespan, percentile: dynamic): dynamic",
         "(expr: real|long|int|decimal|datetime|timespan, percentile: real, ...rest: real): dynamic"},
    .lower = LowerArray,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "percentiles",
    .doc = "The values at the nearest ranks of several percentiles, in an array.",
    .example = "range x from 1 to 10 step 1 | summarize percentiles_array(x, 25, 50, 75)",
};
const AggregateDef kPercentilesWArray{
    .name = "percentilesw_array",
    .signatures =
        {"(expr: real|long|int|decimal|datetime|timespan, weight: long, percentile: dynamic): dynamic",
         "(expr: real|long|int|decimal|datetime|timespan, weight: long, percentile: real, ...rest: real): "
         "dynamic"},
    .lower = LowerWeightedArray,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "percentile",
    .doc = "The values at the nearest ranks of several percentiles by weight, in an array.",
    .example = "range x from 1 to 10 step 1 | summarize percentilesw_array(x, x, 25, 50)",
};

}  // namespace harrier::kql
