#include "kql/functions/aggregate_lowering.h"

// stdev(), variance(), covariance(), bitwise aggregates (Kusto docs, aggregation functions).
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::AggOp;
using plan::ExprPtr;

template <AggOp op>
Result<AggCall> LowerMoment(CallContext&, std::vector<ExprPtr> args) {
  AggCall call = MakeAggregate(op, {ConvertAny(std::move(args[0]), Type::kReal)}, Type::kReal);
  if (args.size() > 1) call.filter = Condition(std::move(args[1]));
  return call;
}

template <auto& kernel>
Result<AggCall> LowerCovariance(CallContext&, std::vector<ExprPtr> args) {
  AggCall call = KernelAggregate(
      kernel, {ConvertAny(std::move(args[0]), Type::kReal), ConvertAny(std::move(args[1]), Type::kReal)});
  if (args.size() > 2) call.filter = Condition(std::move(args[2]));
  return call;
}

constexpr std::string_view kSample = "covariance";
constexpr std::string_view kPopulation = "covariancep";
constexpr std::string_view kOne = "(expr: real|long|int|decimal|timespan|datetime): real";
constexpr std::string_view kOneIf =
    "(expr: real|long|int|decimal|timespan|datetime, predicate: bool|long|int): real";
constexpr std::string_view kTwo = "(expr1: real|long|int|decimal, expr2: real|long|int|decimal): real";
constexpr std::string_view kTwoIf =
    "(expr1: real|long|int|decimal, expr2: real|long|int|decimal, predicate: bool|long|int): real";

AggregateDef Statistic(std::string_view name, std::string_view signature,
                       Result<AggCall> (*lower)(CallContext&, std::vector<ExprPtr>), std::string_view doc,
                       std::string_view example) {
  return {.name = name, .signatures = {signature}, .lower = lower, .doc = doc, .example = example};
}

AggregateDef AllBits(std::string_view name, std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(expr: long): long"},
          .kernel = name,
          .result_name = ResultName::kFirstArgument,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const AggregateDef kStdev, kStdevIf, kStdevp, kVariance, kVarianceIf, kVariancep, kVariancepIf,
    kCovariance, kCovarianceIf, kCovariancep, kCovariancepIf, kBinaryAllAnd, kBinaryAllOr, kBinaryAllXor;

const AggregateDef kStdev =
    Statistic("stdev", kOne, LowerMoment<AggOp::kStdev>, "Standard deviation of the values as a sample.",
              "range x from 1 to 5 step 1 | summarize stdev(x)");
const AggregateDef kStdevIf = Statistic("stdevif", kOneIf, LowerMoment<AggOp::kStdev>,
                                        "Standard deviation where a condition is true, as a sample.",
                                        "range x from 1 to 5 step 1 | summarize stdevif(x, x > 2)");
const AggregateDef kStdevp = Statistic("stdevp", kOne, LowerMoment<AggOp::kStdevP>,
                                       "Standard deviation of the values as a whole population.",
                                       "range x from 1 to 5 step 1 | summarize stdevp(x)");
const AggregateDef kVariance =
    Statistic("variance", kOne, LowerMoment<AggOp::kVariance>, "Variance of the values as a sample.",
              "range x from 1 to 5 step 1 | summarize variance(x)");
const AggregateDef kVarianceIf = Statistic("varianceif", kOneIf, LowerMoment<AggOp::kVariance>,
                                           "Variance where a condition is true, as a sample.",
                                           "range x from 1 to 5 step 1 | summarize varianceif(x, x > 2)");
const AggregateDef kVariancep = Statistic("variancep", kOne, LowerMoment<AggOp::kVarianceP>,
                                          "Variance of the values as a whole population.",
                                          "range x from 1 to 5 step 1 | summarize variancep(x)");
const AggregateDef kVariancepIf = Statistic("variancepif", kOneIf, LowerMoment<AggOp::kVarianceP>,
                                            "Variance where a condition is true, as a whole population.",
                                            "range x from 1 to 5 step 1 | summarize variancepif(x, x > 2)");
const AggregateDef kCovariance =
    Statistic("covariance", kTwo, LowerCovariance<kSample>, "Covariance of two expressions as a sample.",
              "range x from 1 to 5 step 1 | summarize covariance(x, 2*x)");
const AggregateDef kCovarianceIf =
    Statistic("covarianceif", kTwoIf, LowerCovariance<kSample>,
              "Covariance of two expressions where a condition is true, as a sample.",
              "range x from 1 to 5 step 1 | summarize covarianceif(x, 2*x, x > 2)");
const AggregateDef kCovariancep = Statistic("covariancep", kTwo, LowerCovariance<kPopulation>,
                                            "Covariance of two expressions as a whole population.",
                                            "range x from 1 to 5 step 1 | summarize covariancep(x, 2*x)");
const AggregateDef kCovariancepIf =
    Statistic("covariancepif", kTwoIf, LowerCovariance<kPopulation>,
              "Covariance of two expressions where a condition is true, as a whole population.",
              "range x from 1 to 5 step 1 | summarize covariancepif(x, 2*x, x > 2)");
const AggregateDef kBinaryAllAnd = AllBits("binary_all_and", "Bits that are set in all values.",
                                           "range x from 1 to 3 step 1 | summarize binary_all_and(x)");
const AggregateDef kBinaryAllOr = AllBits("binary_all_or", "Bits that are set in any value.",
                                          "range x from 1 to 3 step 1 | summarize binary_all_or(x)");
const AggregateDef kBinaryAllXor = AllBits("binary_all_xor", "Bits that are set in an odd number of values.",
                                           "range x from 1 to 3 step 1 | summarize binary_all_xor(x)");

}  // namespace harrier::kql
