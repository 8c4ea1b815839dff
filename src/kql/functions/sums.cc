#include "kql/functions/aggregate_lowering.h"

// sum(), avg(), min(), max() and their …if() forms (Kusto docs, aggregation functions).
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::AggOp;
using plan::ExprPtr;
using Lower = Result<AggCall> (*)(CallContext&, std::vector<ExprPtr>);

Result<AggCall> LowerSum(CallContext&, std::vector<ExprPtr> args) {
  ExprPtr value = std::move(args[0]);
  if (value->type == Type::kInt) value = Convert(std::move(value), Type::kLong);
  const Type type = value->type;
  return MakeAggregate(AggOp::kSum, {std::move(value)}, type);
}

Result<AggCall> LowerAvg(CallContext&, std::vector<ExprPtr> args) {
  ExprPtr value = std::move(args[0]);
  if (IsInteger(value->type) || value->type == Type::kBool) value = ConvertAny(std::move(value), Type::kReal);
  const Type type = value->type;
  return MakeAggregate(AggOp::kAvg, {std::move(value)}, type);
}

template <bool greatest>
Result<AggCall> LowerExtreme(CallContext&, std::vector<ExprPtr> args) {
  ExprPtr value = std::move(args[0]);
  if (value->type == Type::kDynamic)
    return KernelAggregate(greatest ? "max_dynamic" : "min_dynamic", {std::move(value)});
  const Type type = value->type;
  return MakeAggregate(greatest ? AggOp::kMax : AggOp::kMin, {std::move(value)}, type);
}

/// The same over rows for which the last argument is true.
template <Lower lower>
Result<AggCall> If(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr condition = Condition(std::move(args.back()));
  args.pop_back();
  TRY(AggCall aggregate, lower(call, std::move(args)));
  aggregate.filter = std::move(condition);
  return aggregate;
}

constexpr std::string_view kSummable = "(expr: real|long|int|decimal|timespan): first";
constexpr std::string_view kSummableIf =
    "(expr: real|long|int|decimal|timespan, predicate: bool|long|int): first";
constexpr std::string_view kAveraged = "(expr: real|long|int|decimal|timespan|datetime|bool): first";
constexpr std::string_view kAveragedIf =
    "(expr: real|long|int|decimal|timespan|datetime|bool, predicate: bool|long|int): first";
constexpr std::string_view kAnyIf = "(expr: scalar, predicate: bool|long|int): first";

}  // namespace

extern const AggregateDef kSum, kSumIf, kAvg, kAvgIf, kMin, kMinIf, kMax, kMaxIf;

const AggregateDef kSum{
    .name = "sum",
    .signatures = {kSummable},
    .lower = LowerSum,
    .doc = "Sum of the values; of none it is 0.",
    .example = "range x from 1 to 3 step 1 | summarize sum(x)",
};
const AggregateDef kSumIf{
    .name = "sumif",
    .signatures = {kSummableIf},
    .lower = If<LowerSum>,
    .doc = "Sum of the values for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize sumif(x, x > 1)",
};
const AggregateDef kAvg{
    .name = "avg",
    .signatures = {kAveraged},
    .lower = LowerAvg,
    .doc = "Average of the values that are not null.",
    .example = "range x from 1 to 3 step 1 | summarize avg(x)",
};
const AggregateDef kAvgIf{
    .name = "avgif",
    .signatures = {kAveragedIf},
    .lower = If<LowerAvg>,
    .doc = "Average of the values for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize avgif(x, x > 1)",
};
const AggregateDef kMin{
    .name = "min",
    .signatures = {"(expr: scalar): first"},
    .lower = LowerExtreme<false>,
    .doc = "The least value.",
    .example = "range x from 1 to 3 step 1 | summarize min(x)",
};
const AggregateDef kMinIf{
    .name = "minif",
    .signatures = {kAnyIf},
    .lower = If<LowerExtreme<false>>,
    .doc = "The least value for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize minif(x, x > 1)",
};
const AggregateDef kMax{
    .name = "max",
    .signatures = {"(expr: scalar): first"},
    .lower = LowerExtreme<true>,
    .doc = "The greatest value.",
    .example = "range x from 1 to 3 step 1 | summarize max(x)",
};
const AggregateDef kMaxIf{
    .name = "maxif",
    .signatures = {kAnyIf},
    .lower = If<LowerExtreme<true>>,
    .doc = "The greatest value for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize maxif(x, x < 3)",
};

}  // namespace harrier::kql
