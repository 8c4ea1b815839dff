#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Numeric series, as the series_*() functions take them: arrays of numbers, a missing one as NaN.
namespace harrier::runtime {

using Series = std::vector<double>;

/// The numbers of an array; what is none is NaN. nullopt if it is not an array.
std::optional<Series> ReadSeries(std::string_view json);
/// [1.0,null,2.5]: NaN is written as null.
void AppendSeries(std::string& out, const Series& series);

/// Sums over the values that are there.
struct SeriesMoments {
  size_t count = 0;
  double mean = 0;
  /// Sample variance; 0 of a single value.
  double variance = 0;
};
SeriesMoments MomentsOf(const Series& series);

/// The value at a percentile (0 to 100) of the values that are there, between neighbours by their distance.
double PercentileOf(Series series, double percent);
double MedianOf(Series series);

/// y = intercept + slope * x for x = 1, 2, … n, by least squares over the values that are there.
struct LineFit {
  double slope = 0;
  double intercept = 0;
  double rsquare = 0;
  double variance = 0;           // of the values, as a sample
  double residual_variance = 0;  // of what the line leaves, as a sample
};
LineFit FitLine(const Series& series);

/// Lengths of periods with their scores, best first (Kusto docs, series_periods_detect()): from 4 points to
/// less than half of the series, whole numbers.
struct Period {
  double length;
  double score;
};
std::vector<Period> DetectPeriods(const Series& series, double least, double most, size_t count);
double PeriodScore(const Series& series, size_t period);

/// The median of each phase, laid out over `length` points; learned from the first `learn` points.
Series SeasonalOf(const Series& series, size_t period, size_t learn);

/// How many percentile ranges a value lies outside of the range, 0 inside (Kusto docs, series_outliers()).
Series OutlierScores(const Series& series, double low_percent, double high_percent, size_t learn);

/// A series taken apart (Kusto docs, series_decompose()).
struct Decomposition {
  Series baseline, seasonal, trend, residual;
};
struct DecompositionOptions {
  int64_t period = -1;  // -1: detected; 0: none
  std::string_view trend = "avg";
  int64_t test_points = 0;
  double threshold = 0.6;
};
Decomposition Decompose(const Series& series, const DecompositionOptions& options);

}  // namespace harrier::runtime
