#include "kql/functions/aggregate_lowering.h"

// count(), countif(), dcount(), count_distinct() (Kusto docs, aggregation functions).
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::AggOp;
using plan::ExprPtr;

Result<AggCall> LowerCount(CallContext&, std::vector<ExprPtr> args) {
  // The argument may be a bool, which is no condition: count() of an expression counts its non-null values.
  if (!args.empty() && args[0]->type == Type::kString) args.clear();
  return MakeAggregate(AggOp::kCount, std::move(args), Type::kLong);
}

Result<AggCall> LowerCountIf(CallContext&, std::vector<ExprPtr> args) {
  AggCall call = MakeAggregate(AggOp::kCount, {}, Type::kLong);
  call.filter = Condition(std::move(args[0]));
  return call;
}

/// dcount(expr[, accuracy]): the sketch has one accuracy, better than any that can be asked for by default.
Result<AggCall> LowerDcount(CallContext&, std::vector<ExprPtr> args) {
  const std::string kernel = fmt::format("dcount_{}", TypeName(args[0]->type));
  return KernelAggregate(kernel, {std::move(args[0])});
}

Result<AggCall> LowerDcountIf(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr condition = Condition(std::move(args[1]));
  TRY(AggCall counted, LowerDcount(call, {std::move(args[0])}));
  counted.filter = std::move(condition);
  return counted;
}

Result<AggCall> LowerCountDistinct(CallContext&, std::vector<ExprPtr> args) {
  return MakeAggregate(AggOp::kCountDistinct, {std::move(args[0])}, Type::kLong);
}

Result<AggCall> LowerCountDistinctIf(CallContext&, std::vector<ExprPtr> args) {
  AggCall call = MakeAggregate(AggOp::kCountDistinct, {std::move(args[0])}, Type::kLong);
  call.filter = Condition(std::move(args[1]));
  return call;
}

}  // namespace

extern const AggregateDef kCountAggregate, kCountIf, kDcount, kDcountIf, kCountDistinct, kCountDistinctIf;

const AggregateDef kCountAggregate{
    .name = "count",
    .aliases = {"cnt"},
    .signatures = {"(): long", "(expr: scalar): long"},
    .lower = LowerCount,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "count",
    .doc = "Number of rows, or of the non-null values of an expression.",
    .example = "range x from 1 to 3 step 1 | summarize count()",
};
const AggregateDef kCountIf{
    .name = "countif",
    .signatures = {"(predicate: bool|long|int): long"},
    .lower = LowerCountIf,
    .doc = "Number of rows for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize countif(x > 1)",
};
const AggregateDef kDcount{
    .name = "dcount",
    .signatures = {"(expr: scalar, accuracy?: long): long"},
    .lower = LowerDcount,
    .doc = "Estimated number of distinct values; exact for some thousands.",
    .example = "range x from 1 to 9 step 1 | summarize dcount(x % 3)",
};
const AggregateDef kDcountIf{
    .name = "dcountif",
    .signatures = {"(expr: scalar, predicate: bool|long|int, accuracy?: long): long"},
    .lower = LowerDcountIf,
    .doc = "Estimated number of distinct values among rows for which a condition is true.",
    .example = "range x from 1 to 9 step 1 | summarize dcountif(x, x > 3)",
};
const AggregateDef kCountDistinct{
    .name = "count_distinct",
    .signatures = {"(expr: scalar): long"},
    .lower = LowerCountDistinct,
    .doc = "Exact number of distinct values.",
    .example = "range x from 1 to 9 step 1 | summarize count_distinct(x % 3)",
};
const AggregateDef kCountDistinctIf{
    .name = "count_distinctif",
    .signatures = {"(expr: scalar, predicate: bool|long|int): long"},
    .lower = LowerCountDistinctIf,
    .doc = "Exact number of distinct values among rows for which a condition is true.",
    .example = "range x from 1 to 9 step 1 | summarize count_distinctif(x, x > 3)",
};

}  // namespace harrier::kql
