#include "runtime/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"

namespace harrier::runtime {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Series Present(const Series& series) {
  Series out;
  std::copy_if(series.begin(), series.end(), std::back_inserter(out),
               [](double v) { return std::isfinite(v); });
  return out;
}

}  // namespace

std::optional<Series> ReadSeries(std::string_view json) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(json, items)) return std::nullopt;
  Series series;
  series.reserve(items.size());
  for (std::string_view item : items) {
    // Infinities and numbers that JSON cannot write are texts.
    if (item.size() > 2 && item.front() == '"') item = item.substr(1, item.size() - 2);
    if (item == "Infinity" || item == "-Infinity") {
      const double infinity = std::numeric_limits<double>::infinity();
      series.push_back(item.front() == '-' ? -infinity : infinity);
    } else {
      series.push_back(JsonReal(item).value_or(kMissing));
    }
  }
  return series;
}

void AppendSeries(std::string& out, const Series& series) {
  out += '[';
  for (size_t i = 0; i < series.size(); ++i) {
    if (i > 0) out += ',';
    if (std::isnan(series[i]))
      out += "null";
    else
      AppendJsonReal(out, series[i]);
  }
  out += ']';
}

SeriesMoments MomentsOf(const Series& series) {
  SeriesMoments m;
  double sum = 0, squares = 0;
  for (const double v : series) {
    if (!std::isfinite(v)) continue;
    ++m.count;
    sum += v;
  }
  if (m.count == 0) return m;
  m.mean = sum / static_cast<double>(m.count);
  for (const double v : series) {
    if (std::isfinite(v)) squares += (v - m.mean) * (v - m.mean);
  }
  if (m.count > 1) m.variance = squares / static_cast<double>(m.count - 1);
  return m;
}

double PercentileOf(Series series, double percent) {
  Series sorted = Present(series);
  if (sorted.empty()) return kMissing;
  std::sort(sorted.begin(), sorted.end());
  const double place = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double MedianOf(Series series) {
  return PercentileOf(std::move(series), 50);
}

LineFit FitLine(const Series& series) {
  LineFit fit;
  double n = 0, sum_x = 0, sum_y = 0;
  for (size_t i = 0; i < series.size(); ++i) {
    if (!std::isfinite(series[i])) continue;
    n += 1;
    sum_x += static_cast<double>(i + 1);
    sum_y += series[i];
  }
  if (n == 0) return {kMissing, kMissing, kMissing, kMissing, kMissing};
  const double mean_x = sum_x / n, mean_y = sum_y / n;
  double xx = 0, xy = 0, yy = 0;
  for (size_t i = 0; i < series.size(); ++i) {
    if (!std::isfinite(series[i])) continue;
    const double x = static_cast<double>(i + 1) - mean_x, y = series[i] - mean_y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  fit.slope = xx == 0 ? 0 : xy / xx;
  fit.intercept = mean_y - fit.slope * mean_x;
  const double left = std::max(0.0, yy - fit.slope * xy);
  fit.rsquare = yy == 0 ? 1 : 1 - left / yy;
  if (n > 1) {
    fit.variance = yy / (n - 1);
    fit.residual_variance = left / (n - 1);
  }
  return fit;
}

double PeriodScore(const Series& series, size_t period) {
  const size_t n = series.size();
  if (period == 0 || period >= n) return 0;
  const SeriesMoments moments = MomentsOf(series);
  double all = 0, lagged = 0;
  for (size_t i = 0; i < n; ++i) {
    const double v = std::isfinite(series[i]) ? series[i] - moments.mean : 0;
    all += v * v;
    if (i + period < n && std::isfinite(series[i + period]))
      lagged += v * (series[i + period] - moments.mean);
  }
  if (all == 0) return 0;
  // Between the biased autocorrelation and the unbiased one: long periods are seen less often.
  const double scale = std::sqrt(static_cast<double>(n) / static_cast<double>(n - period));
  return std::clamp(lagged / all * scale, 0.0, 1.0);
}

std::vector<Period> DetectPeriods(const Series& series, double least, double most, size_t count) {
  constexpr double kLeastScore = 0.5;
  const size_t n = series.size();
  const auto first = static_cast<size_t>(std::max(4.0, std::ceil(least)));
  std::vector<double> scores((n + 1) / 2 + 1, 0.0);
  for (size_t p = first - 1; p < scores.size(); ++p) scores[p] = PeriodScore(series, p);
  std::vector<Period> found;
  for (size_t p = first; 2 * p < n && static_cast<double>(p) <= most; ++p) {
    const bool peak = scores[p] >= scores[p - 1] && (p + 1 >= scores.size() || scores[p] >= scores[p + 1]);
    if (peak && scores[p] >= kLeastScore) found.push_back({static_cast<double>(p), scores[p]});
  }
  std::sort(found.begin(), found.end(), [](const Period& a, const Period& b) {
    return a.score != b.score ? a.score > b.score : a.length < b.length;
  });
  // A multiple of a period is one too, and says nothing new; nor does a weak peak beside a strong one.
  std::vector<Period> out;
  for (const Period& period : found) {
    const bool known = std::any_of(out.begin(), out.end(), [&](const Period& better) {
      const double times = period.length / better.length;
      const bool multiple = times > 1.5 && std::fabs(times - std::round(times)) * better.length <= 1.5;
      return multiple || std::fabs(period.length - better.length) <= 0.2 * better.length;
    });
    if (!known) out.push_back(period);
    if (out.size() == count) break;
  }
  return out;
}

Series SeasonalOf(const Series& series, size_t period, size_t learn) {
  Series seasonal(series.size(), 0.0);
  if (period == 0) return seasonal;
  for (size_t phase = 0; phase < std::min(period, series.size()); ++phase) {
    Series values;
    for (size_t i = phase; i < std::min(learn, series.size()); i += period) values.push_back(series[i]);
    const double median = MedianOf(std::move(values));
    for (size_t i = phase; i < series.size(); i += period) seasonal[i] = std::isnan(median) ? 0 : median;
  }
  return seasonal;
}

Series OutlierScores(const Series& series, double low_percent, double high_percent, size_t learn) {
  const Series known(series.begin(),
                     series.begin() + static_cast<std::ptrdiff_t>(std::min(learn, series.size())));
  const double low = PercentileOf(known, low_percent), high = PercentileOf(known, high_percent);
  const double range = high - low;
  Series scores;
  for (const double v : series) {
    if (!std::isfinite(v) || std::isnan(range) || (v >= low && v <= high)) {
      scores.push_back(0);
      continue;
    }
    const double distance = v > high ? v - high : v - low;
    scores.push_back(range > 0 ? distance / range : distance > 0 ? 100 : -100);
  }
  return scores;
}

Decomposition Decompose(const Series& series, const DecompositionOptions& options) {
  const size_t n = series.size();
  const size_t learn =
      n - std::min<size_t>(n, static_cast<size_t>(std::max<int64_t>(options.test_points, 0)));
  const Series known(series.begin(), series.begin() + static_cast<std::ptrdiff_t>(learn));
  auto period = static_cast<size_t>(std::max<int64_t>(options.period, 0));
  if (options.period < 0) {
    const std::vector<Period> found = DetectPeriods(known, 4, static_cast<double>(learn), 1);
    if (!found.empty() && found.front().score >= options.threshold)
      period = static_cast<size_t>(found.front().length);
  }
  Decomposition out;
  out.seasonal = SeasonalOf(series, period, learn);
  Series rest(learn);
  for (size_t i = 0; i < learn; ++i) rest[i] = series[i] - out.seasonal[i];
  out.trend.assign(n, 0.0);
  if (options.trend == "linefit") {
    const LineFit fit = FitLine(rest);
    for (size_t i = 0; i < n; ++i) out.trend[i] = fit.intercept + fit.slope * static_cast<double>(i + 1);
  } else if (options.trend == "avg") {
    std::fill(out.trend.begin(), out.trend.end(), MomentsOf(rest).mean);
  }
  for (size_t i = 0; i < n; ++i) {
    out.baseline.push_back(out.seasonal[i] + out.trend[i]);
    out.residual.push_back(series[i] - out.baseline[i]);
  }
  return out;
}

}  // namespace harrier::runtime
