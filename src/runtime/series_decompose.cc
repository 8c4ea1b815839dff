#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/series.h"

// Periods, seasons, outliers and anomalies of series (Kusto docs: series_periods_detect(), series_seasonal(),
// series_outliers(), series_decompose() and its relatives). Several columns come as an array of arrays.
namespace harrier::runtime {
namespace {

void AppendArrays(std::string& out, std::initializer_list<const Series*> arrays) {
  out += '[';
  for (const Series* array : arrays) {
    if (out.size() > 1) out += ',';
    AppendSeries(out, *array);
  }
  out += ']';
}

bool PeriodsDetect(JsonOut& out, Json json, double least, double most, int64_t count) {
  const auto series = ReadSeries(json.text);
  if (!series || count < 1 || count > 1000) return false;
  Series periods(static_cast<size_t>(count), 0.0), scores = periods;
  const auto found = DetectPeriods(*series, least, most, static_cast<size_t>(count));
  for (size_t i = 0; i < found.size(); ++i) {
    periods[i] = found[i].length;
    scores[i] = found[i].score;
  }
  return AppendArrays(out.text, {&periods, &scores}), true;
}

// The periods that are asked about, best first.
bool PeriodsValidate(JsonOut& out, Json json, Json wanted) {
  const auto series = ReadSeries(json.text);
  std::optional<Series> periods = ReadSeries(wanted.text);
  if (!series || !periods) return false;
  std::vector<Period> found;
  for (const double period : *periods) {
    const bool fits = period >= 4 && 2 * period <= static_cast<double>(series->size());
    found.push_back({period, fits ? PeriodScore(*series, static_cast<size_t>(std::llround(period))) : 0.0});
  }
  std::sort(found.begin(), found.end(), [](const Period& a, const Period& b) {
    return a.score != b.score ? a.score > b.score : a.length < b.length;
  });
  Series lengths, scores;
  for (const Period& p : found) {
    lengths.push_back(p.length);
    scores.push_back(p.score);
  }
  return AppendArrays(out.text, {&lengths, &scores}), true;
}

bool Seasonal(JsonOut& out, Json json, int64_t period, int64_t test_points) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  DecompositionOptions options{.period = period, .trend = "none", .test_points = test_points};
  return AppendSeries(out.text, Decompose(*series, options).seasonal), true;
}

/// "tukey" and "ctukey", with their percentiles.
std::optional<std::pair<double, double>> Percents(std::string_view kind, double low, double high) {
  if (kind == "tukey") return std::pair(25.0, 75.0);
  if (kind == "ctukey") return std::pair(low, high);
  return std::nullopt;
}

bool Outliers(JsonOut& out, Json json, std::string_view kind, std::optional<double> ignored, double low,
              double high, int64_t test_points) {
  std::optional<Series> series = ReadSeries(json.text);
  const auto percents = Percents(kind, low, high);
  if (!series || !percents) return false;
  if (ignored) std::replace(series->begin(), series->end(), *ignored, static_cast<double>(NAN));
  const size_t n = series->size();
  const size_t learn = n - std::min<size_t>(n, static_cast<size_t>(std::max<int64_t>(test_points, 0)));
  return AppendSeries(out.text, OutlierScores(*series, percents->first, percents->second, learn)), true;
}

bool DecomposeSeries(JsonOut& out, Json json, int64_t period, std::string_view trend, int64_t test_points,
                     double threshold) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  const Decomposition d = Decompose(*series, {period, trend, test_points, threshold});
  return AppendArrays(out.text, {&d.baseline, &d.seasonal, &d.trend, &d.residual}), true;
}

bool Anomalies(JsonOut& out, Json json, double threshold, int64_t period, std::string_view trend,
               int64_t test_points, std::string_view method, double season_threshold) {
  const auto series = ReadSeries(json.text);
  const auto percents = Percents(method, 10, 90);
  if (!series || !percents) return false;
  const Decomposition d = Decompose(*series, {period, trend, test_points, season_threshold});
  const size_t n = series->size();
  const size_t learn = n - std::min<size_t>(n, static_cast<size_t>(std::max<int64_t>(test_points, 0)));
  const Series scores = OutlierScores(d.residual, percents->first, percents->second, learn);
  out.text = "[[";
  for (size_t i = 0; i < n; ++i) {
    if (i > 0) out.text += ',';
    out.text += scores[i] > threshold ? "1" : scores[i] < -threshold ? "-1" : "0";
  }
  out.text += "],";
  AppendSeries(out.text, scores);
  out.text += ',';
  AppendSeries(out.text, d.baseline);
  out.text += ']';
  return true;
}

}  // namespace

void AddSeriesDecompose(KernelRegistry& registry) {
  registry.Add(KernelOf<PeriodsDetect>("series_periods_detect"));
  registry.Add(KernelOf<PeriodsValidate>("series_periods_validate"));
  registry.Add(KernelOf<Seasonal>("series_seasonal"));
  registry.Add(KernelOf<Outliers>("series_outliers"));
  registry.Add(KernelOf<DecomposeSeries>("series_decompose"));
  registry.Add(KernelOf<Anomalies>("series_decompose_anomalies"));
}

}  // namespace harrier::runtime
