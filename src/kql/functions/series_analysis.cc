#include "kql/functions/lowering.h"

// Statistics, fits, periods and anomalies of series (Kusto docs, series functions). Those of several columns
// give an array of them.
namespace harrier::kql {
namespace {

using plan::ExprPtr;

constexpr std::string_view kDecomposeSignature =
    "(series: dynamic, period: long = -1, trend: string = 'avg', test_points: long = 0, "
    "seasonality_threshold: "
    "real = 0.6): dynamic";

/// series_decompose_forecast(series, points, …): the kernel's order is that of series_decompose().
Result<ExprPtr> LowerForecast(CallContext& call, std::vector<ExprPtr> args) {
  std::vector<ExprPtr> ordered{args[0], args[2], args[3], args[1], args[4]};
  return plan::CallKernel("series_decompose", std::move(ordered), call.span());
}

Result<ExprPtr> LowerOutliers(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 2) args.push_back(plan::Lit(Value::String("ctukey")));
  if (args.size() < 3) args.push_back(plan::Lit(Value::Null(Type::kReal)));
  if (args.size() < 4) args.push_back(plan::Lit(Value::Real(10)));
  if (args.size() < 5) args.push_back(plan::Lit(Value::Real(90)));
  if (args.size() < 6) args.push_back(plan::Lit(Value::Long(0)));
  return plan::CallKernel("series_outliers", std::move(args), call.span());
}

Result<ExprPtr> LowerValidate(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr periods;
  if (args.size() == 2 && args[1]->type == Type::kDynamic) {
    periods = std::move(args[1]);
  } else {
    periods = plan::CallKernel("pack_array", AllDynamic({args.begin() + 1, args.end()}), call.span());
  }
  return plan::CallKernel("series_periods_validate", {std::move(args[0]), std::move(periods)}, call.span());
}

Result<ExprPtr> LowerPoly(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 2) args.push_back(plan::Lit(Value::Null(Type::kDynamic)));
  if (args.size() < 3) args.push_back(plan::Lit(Value::Long(1)));
  return plan::CallKernel("series_fit_poly", std::move(args), call.span());
}

const std::vector<std::string_view> kDecomposed = {"baseline: dynamic", "seasonal: dynamic", "trend: dynamic",
                                                   "residual: dynamic"};

}  // namespace

extern const FunctionDef kSeriesStats, kSeriesStatsDynamic, kSeriesFitLine, kSeriesFitLineDynamic,
    kSeriesFit2Lines, kSeriesFit2LinesDynamic, kSeriesFitPoly, kSeriesPeriodsDetect, kSeriesPeriodsValidate,
    kSeriesSeasonal, kSeriesOutliers, kSeriesDecompose, kSeriesDecomposeForecast, kSeriesDecomposeAnomalies;

const FunctionDef kSeriesStats{
    .name = "series_stats",
    .signatures = {"(series: dynamic, ignore_nonfinite: bool = false): dynamic"},
    .kernel = "series_stats",
    .tuple = {"min: real", "min_idx: long", "max: real", "max_idx: long", "avg: real", "stdev: real",
              "variance: real"},
    .doc = "Least and greatest element with their places, average, standard deviation and variance.",
    .example = "print series_stats(dynamic([23, 46, 2]))",
};
const FunctionDef kSeriesStatsDynamic{
    .name = "series_stats_dynamic",
    .signatures = {"(series: dynamic, ignore_nonfinite: bool = false): dynamic"},
    .kernel = "series_stats_dynamic",
    .doc = "The statistics of a series in a bag.",
    .example = "print series_stats_dynamic(dynamic([23, 46, 2])).max",
};
const FunctionDef kSeriesFitLine{
    .name = "series_fit_line",
    .signatures = {"(series: dynamic): dynamic"},
    .kernel = "series_fit_line",
    .tuple = {"rsquare: real", "slope: real", "variance: real", "rvariance: real", "interception: real",
              "line_fit: dynamic"},
    .doc = "The line that fits a series best.",
    .example = "print series_fit_line(dynamic([2, 5, 6, 8, 11]))",
};
const FunctionDef kSeriesFitLineDynamic{
    .name = "series_fit_line_dynamic",
    .signatures = {"(series: dynamic): dynamic"},
    .kernel = "series_fit_line_dynamic",
    .doc = "The line that fits a series best, in a bag.",
    .example = "print series_fit_line_dynamic(dynamic([2, 5, 6, 8, 11])).slope",
};
const FunctionDef kSeriesFit2Lines{
    .name = "series_fit_2lines",
    .signatures = {"(series: dynamic): dynamic"},
    .kernel = "series_fit_2lines",
    .tuple = {"rsquare: real", "split_idx: long", "variance: real", "rvariance: real", "line_fit: dynamic",
              "right_rsquare: real", "right_slope: real", "right_interception: real", "right_variance: real",
              "right_rvariance: real", "left_rsquare: real", "left_slope: real", "left_interception: real",
              "left_variance: real", "left_rvariance: real"},
    .doc = "The two lines, one after the other, that fit a series best.",
    .example = "print series_fit_2lines(dynamic([1, 2, 3, 9, 8, 7]))",
};
const FunctionDef kSeriesFit2LinesDynamic{
    .name = "series_fit_2lines_dynamic",
    .signatures = {"(series: dynamic): dynamic"},
    .kernel = "series_fit_2lines_dynamic",
    .doc = "The two lines that fit a series best, in a bag.",
    .example = "print series_fit_2lines_dynamic(dynamic([1, 2, 3, 9, 8, 7])).split_idx",
};
const FunctionDef kSeriesFitPoly{
    .name = "series_fit_poly",
    .signatures = {"(y_series: dynamic, x_series?: dynamic, degree?: long): dynamic"},
    .lower = LowerPoly,
    .tuple = {"rsquare: real", "coefficients: dynamic", "variance: real", "rvariance: real",
              "poly_fit: dynamic"},
    .doc = "The polynomial of a degree that fits a series best.",
    .example = "print series_fit_poly(dynamic([1, 4, 9, 16]), dynamic([1, 2, 3, 4]), 2)",
};
const FunctionDef kSeriesPeriodsDetect{
    .name = "series_periods_detect",
    .signatures = {"(series: dynamic, min_period: real, max_period: real, num_periods: long): dynamic"},
    .kernel = "series_periods_detect",
    .tuple = {"periods: dynamic", "scores: dynamic"},
    .doc = "The lengths after which a series repeats itself, best first, with scores.",
    .example = "print series_periods_detect(dynamic([1,2,3,4,3,2,1,2,3,4,3,2,1,2,3,4,3,2]), 0.0, 9.0, 1)",
};
const FunctionDef kSeriesPeriodsValidate{
    .name = "series_periods_validate",
    .signatures = {"(series: dynamic, period: dynamic): dynamic",
                   "(series: dynamic, period: real, ...rest: real): dynamic"},
    .lower = LowerValidate,
    .tuple = {"periods: dynamic", "scores: dynamic"},
    .doc = "How well a series repeats itself after the given lengths.",
    .example = "print series_periods_validate(dynamic([1,2,3,4,3,2,1,2,3,4,3,2,1,2,3,4,3,2]), 6.0, 5.0)",
};
const FunctionDef kSeriesSeasonal{
    .name = "series_seasonal",
    .signatures = {"(series: dynamic, period: long = -1, test_points: long = 0): dynamic"},
    .kernel = "series_seasonal",
    .doc = "What repeats in a series after a period, given or found.",
    .example = "print series_seasonal(dynamic([1, 3, 5, 1, 3, 5, 2, 4, 6]), 3)",
};
const FunctionDef kSeriesOutliers{
    .name = "series_outliers",
    .signatures =
        {"(series: dynamic, kind?: string, ignore_val?: real, min_percentile?: real, max_percentile?: "
         "real, test_points?: long): dynamic"},
    .lower = LowerOutliers,
    .result_name = ResultName::kFirstArgument,
    .doc = "How far each element lies outside of the usual range, in ranges; beyond 1.5 is an outlier.",
    .example = "print series_outliers(dynamic([1, 2, 3, 2, 1, 2, 90, 2, 1]))",
};
const FunctionDef kSeriesDecompose{
    .name = "series_decompose",
    .signatures = {kDecomposeSignature},
    .kernel = "series_decompose",
    .tuple = kDecomposed,
    .doc = "A series taken apart: baseline, season, trend and what is left.",
    .example = "print series_decompose(dynamic([1, 2, 3, 4]), 0, 'linefit')",
};
const FunctionDef kSeriesDecomposeForecast{
    .name = "series_decompose_forecast",
    .signatures = {"(series: dynamic, points: long, period: long = -1, trend: string = 'linefit', "
                   "seasonality_threshold: real = 0.6): dynamic"},
    .lower = LowerForecast,
    .tuple = kDecomposed,
    .doc = "The last points of a series foretold from those before, with the parts it was taken apart in.",
    .example = "print series_decompose_forecast(dynamic([1, 2, 3, 4, 0, 0]), 2)",
};
const FunctionDef kSeriesDecomposeAnomalies{
    .name = "series_decompose_anomalies",
    .signatures =
        {"(series: dynamic, threshold: real = 1.5, period: long = -1, trend: string = 'avg', "
         "test_points: long = 0, method: string = 'ctukey', seasonality_threshold: real = 0.6): dynamic"},
    .kernel = "series_decompose_anomalies",
    .tuple = {"ad_flag: dynamic", "ad_score: dynamic", "baseline: dynamic"},
    .doc = "Where a series departs from its baseline: 1 up, -1 down, 0; the scores; the baseline.",
    .example = "print series_decompose_anomalies(dynamic([1, 2, 3, 2, 1, 2, 90, 2, 1]))",
};

}  // namespace harrier::kql
