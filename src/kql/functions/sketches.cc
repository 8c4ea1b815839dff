#include "kql/functions/aggregate_lowering.h"

// hll(), tdigest() and what is read from them (Kusto docs, using hll() and tdigest()). The sketches' JSON is
// our own.
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::ExprPtr;

Result<AggCall> LowerHll(CallContext&, std::vector<ExprPtr> args) {
  const std::string kernel = fmt::format("hll_{}", TypeName(args[0]->type));
  return KernelAggregate(kernel, {std::move(args[0])});
}

Result<AggCall> LowerHllIf(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr condition = Condition(std::move(args[1]));
  TRY(AggCall sketch, LowerHll(call, {std::move(args[0])}));
  sketch.filter = std::move(condition);
  return sketch;
}

/// Times are digested as ticks.
ExprPtr AsReal(ExprPtr value) {
  return ConvertAny(std::move(value), Type::kReal);
}

Result<AggCall> LowerTdigest(CallContext&, std::vector<ExprPtr> args) {
  ExprPtr weight = args.size() > 1 ? Convert(std::move(args[1]), Type::kLong) : plan::Lit(Value::Long(1));
  return KernelAggregate("tdigest", {AsReal(std::move(args[0])), std::move(weight)});
}

template <auto& kernel>
Result<ExprPtr> LowerMerge(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel(kernel, AllDynamic(std::move(args)), call.span());
}

constexpr std::string_view kMergeTdigestsKernel = "merge_tdigests";
constexpr std::string_view kMergeHllsKernel = "merge_hlls";

/// percentile_tdigest(digest, percentile[, type]).
Result<ExprPtr> LowerPercentileTdigest(CallContext& call, std::vector<ExprPtr> args) {
  Type type = Type::kUnknown;
  if (args.size() == 3) {
    const std::optional<std::string> name = ConstantText(call, args[2]);
    const std::optional<Type> wanted = name ? TypeFromName(*name) : std::nullopt;
    if (!wanted) return call.Bad(2, "a type is wanted, as in typeof(long)");
    type = *wanted;
    args.pop_back();
  }
  ExprPtr value = plan::CallKernel("percentile_tdigest", std::move(args), call.span());
  if (type == Type::kUnknown) return Convert(std::move(value), Type::kDynamic);
  return Convert(std::move(value), type);
}

template <auto& kernel>
Result<ExprPtr> LowerRank(CallContext& call, std::vector<ExprPtr> args) {
  args[1] = AsReal(std::move(args[1]));
  return plan::CallKernel(kernel, std::move(args), call.span());
}

constexpr std::string_view kRankKernel = "rank_tdigest";
constexpr std::string_view kPercentRankKernel = "percentrank_tdigest";

Result<ExprPtr> LowerPercentilesArray(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr ranks;
  if (args.size() == 2 && args[1]->type == Type::kDynamic) {
    ranks = std::move(args[1]);
  } else {
    ranks = plan::CallKernel("pack_array", AllDynamic({args.begin() + 1, args.end()}), call.span());
  }
  return plan::CallKernel("percentiles_array_tdigest", {std::move(args[0]), std::move(ranks)}, call.span());
}

}  // namespace

extern const AggregateDef kHll, kHllIf, kHllMerge, kTdigest, kTdigestMerge;
extern const FunctionDef kDcountHll, kHllMergeScalar, kPercentileTdigest, kPercentilesArrayTdigest,
    kRankTdigest, kPercentRankTdigest, kTdigestMergeScalar;

const AggregateDef kHll{
    .name = "hll",
    .signatures = {"(expr: scalar, accuracy?: long): dynamic"},
    .lower = LowerHll,
    .doc = "A sketch of the distinct values, for dcount_hll() and hll_merge().",
    .example = "range x from 1 to 9 step 1 | summarize dcount_hll(hll(x))",
};
const AggregateDef kHllIf{
    .name = "hll_if",
    .signatures = {"(expr: scalar, predicate: bool|long|int, accuracy?: long): dynamic"},
    .lower = LowerHllIf,
    .doc = "A sketch of the distinct values for which a condition is true.",
    .example = "range x from 1 to 9 step 1 | summarize dcount_hll(hll_if(x, x > 3))",
};
const AggregateDef kHllMerge{
    .name = "hll_merge",
    .signatures = {"(hll: dynamic): dynamic"},
    .kernel = "hll_merge",
    .doc = "One sketch of several sketches.",
    .example =
        "range x from 1 to 9 step 1 | summarize h = hll(x) by x % 3 | summarize dcount_hll(hll_merge(h))",
};
const AggregateDef kTdigest{
    .name = "tdigest",
    .signatures = {"(expr: real|long|int|decimal|datetime|timespan, weight?: long): dynamic"},
    .lower = LowerTdigest,
    .doc = "A sketch of the values' distribution, for percentile_tdigest() and tdigest_merge().",
    .example = "range x from 1 to 9 step 1 | summarize percentile_tdigest(tdigest(x), 50, typeof(long))",
};
const AggregateDef kTdigestMerge{
    .name = "tdigest_merge",
    .aliases = {"merge_tdigest"},
    .signatures = {"(tdigest: dynamic): dynamic"},
    .kernel = "tdigest_merge",
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "merge_tdigests",
    .doc = "One sketch of several sketches of distributions.",
    .example =
        "range x from 1 to 9 step 1 | summarize t = tdigest(x) by x % 3 "
        "| summarize percentile_tdigest(tdigest_merge(t), 50, typeof(long))",
};
const FunctionDef kDcountHll{
    .name = "dcount_hll",
    .signatures = {"(hll: dynamic): long"},
    .kernel = "dcount_hll",
    .result_name = ResultName::kNameAndFirst,
    .doc = "The number of distinct values that a sketch has seen, estimated.",
    .example = "range x from 1 to 9 step 1 | summarize h = hll(x) | project dcount_hll(h)",
};
const FunctionDef kHllMergeScalar{
    .name = "hll_merge",
    .signatures = {"(hll: dynamic, ...rest: dynamic): dynamic"},
    .lower = LowerMerge<kMergeHllsKernel>,
    .result_name = ResultName::kPrefixOnly,
    .result_prefix = "hll_merged_result",
    .doc = "One sketch of the sketches in a row.",
    .example =
        "range x from 1 to 9 step 1 | summarize a = hll(x), b = hll(x + 5) "
        "| project dcount_hll(hll_merge(a, b))",
};
const FunctionDef kPercentileTdigest{
    .name = "percentile_tdigest",
    .signatures = {"(tdigest: dynamic, percentile: real, type?: string): dynamic"},
    .lower = LowerPercentileTdigest,
    .result_name = ResultName::kNameAndFirst,
    .doc = "The value at a percentile of a sketched distribution.",
    .example =
        "range x from 1 to 9 step 1 | summarize t = tdigest(x) | project percentile_tdigest(t, 100, "
        "typeof(long))",
};
const FunctionDef kPercentilesArrayTdigest{
    .name = "percentiles_array_tdigest",
    .signatures = {"(tdigest: dynamic, percentiles: dynamic): dynamic",
                   "(tdigest: dynamic, percentile: real, ...rest: real): dynamic"},
    .lower = LowerPercentilesArray,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "percentile_tdigest",
    .doc = "The values at several percentiles of a sketched distribution.",
    .example =
        "range x from 1 to 9 step 1 | summarize t = tdigest(x) | project percentiles_array_tdigest(t, 0, "
        "100)",
};
const FunctionDef kRankTdigest{
    .name = "rank_tdigest",
    .signatures = {"(digest: dynamic, value: scalar): real"},
    .lower = LowerRank<kRankKernel>,
    .doc = "How many values of a sketched distribution are below a value, about.",
    .example = "range x from 1 to 9 step 1 | summarize t = tdigest(x) | project rank_tdigest(t, 5)",
};
const FunctionDef kPercentRankTdigest{
    .name = "percentrank_tdigest",
    .signatures = {"(digest: dynamic, value: scalar): real"},
    .lower = LowerRank<kPercentRankKernel>,
    .doc = "The percentage of a sketched distribution that is below a value, about.",
    .example = "range x from 1 to 9 step 1 | summarize t = tdigest(x) | project percentrank_tdigest(t, 5)",
};
const FunctionDef kTdigestMergeScalar{
    .name = "tdigest_merge",
    .aliases = {"merge_tdigest"},
    .signatures = {"(tdigest: dynamic, ...rest: dynamic): dynamic"},
    .lower = LowerMerge<kMergeTdigestsKernel>,
    .result_name = ResultName::kPrefixOnly,
    .result_prefix = "tdigests_merge_result",
    .doc = "One sketch of the sketches of distributions in a row.",
    .example =
        "range x from 1 to 9 step 1 | summarize a = tdigest(x), b = tdigest(x + 9) "
        "| project percentile_tdigest(tdigest_merge(a, b), 100, typeof(long))",
};

}  // namespace harrier::kql
