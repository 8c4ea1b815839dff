#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/series.h"

// Numbers that sum a series up, and relations of two series (Kusto docs: series_stats(), series_sum(),
// series_dot_product(), series_pearson_correlation()…).
namespace harrier::runtime {
namespace {

using std::nullopt;

struct Stats {
  size_t min_at = 0, max_at = 0;
  double min = 0, max = 0, sum = 0;
  SeriesMoments moments;
};

/// nullopt if there is no number, or one that is not finite counts against it.
std::optional<Stats> StatsOf(const Series& series, bool ignore_nonfinite) {
  Stats stats;
  bool any = false;
  for (size_t i = 0; i < series.size(); ++i) {
    const double v = series[i];
    if (!std::isfinite(v)) {
      if (!ignore_nonfinite) return nullopt;
      continue;
    }
    stats.sum += v;
    if (!any || v < stats.min) stats.min = v, stats.min_at = i;
    if (!any || v > stats.max) stats.max = v, stats.max_at = i;
    any = true;
  }
  if (!any) return nullopt;
  stats.moments = MomentsOf(series);
  return stats;
}

bool StatsArray(JsonOut& out, Json json, bool ignore_nonfinite) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  const auto stats = StatsOf(*series, ignore_nonfinite);
  if (!stats) return out.text = "[null,null,null,null,null,null,null]", true;
  const double variance = stats->moments.variance;
  out.text = "[";
  AppendJsonReal(out.text, stats->min);
  fmt::format_to(std::back_inserter(out.text), ",{},", stats->min_at);
  AppendJsonReal(out.text, stats->max);
  fmt::format_to(std::back_inserter(out.text), ",{},", stats->max_at);
  AppendJsonReal(out.text, stats->moments.mean);
  out.text += ',';
  AppendJsonReal(out.text, std::sqrt(variance));
  out.text += ',';
  AppendJsonReal(out.text, variance);
  out.text += ']';
  return true;
}

bool StatsBag(JsonOut& out, Json json, bool ignore_nonfinite) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  const auto stats = StatsOf(*series, ignore_nonfinite);
  out.text = "{";
  auto real = [&](std::string_view key, double v) {
    AppendJsonKey(out.text, key);
    if (stats)
      AppendJsonReal(out.text, v);
    else
      out.text += "null";
  };
  auto place = [&](std::string_view key, size_t v) {
    AppendJsonKey(out.text, key);
    out.text += stats ? fmt::format("{}", v) : "null";
  };
  const Stats s = stats.value_or(Stats());
  real("min", s.min);
  place("min_idx", s.min_at);
  real("max", s.max);
  place("max_idx", s.max_at);
  real("avg", s.moments.mean);
  real("stdev", std::sqrt(s.moments.variance));
  real("variance", s.moments.variance);
  real("sum", s.sum);
  place("len", series->size());
  out.text += '}';
  return true;
}

/// Both series; a number stands for a series of itself.
std::optional<std::pair<Series, Series>> Both(Json a, Json b) {
  std::optional<Series> x = ReadSeries(a.text), y = ReadSeries(b.text);
  if (!x && !y) return nullopt;
  auto alone = [](Json json, size_t n) {
    const auto value = ReadSeries(fmt::format("[{}]", json.text));
    return Series(n, value ? value->front() : NAN);
  };
  if (!x) x = alone(a, y->size());
  if (!y) y = alone(b, x->size());
  if (x->size() != y->size()) return nullopt;
  return std::pair(std::move(*x), std::move(*y));
}

double Dot(const Series& x, const Series& y) {
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

std::optional<double> IfNumber(double v) {
  return std::isnan(v) ? nullopt : std::optional(v);
}

std::optional<double> DotProduct(Json a, Json b) {
  const auto both = Both(a, b);
  return both ? IfNumber(Dot(both->first, both->second)) : nullopt;
}

std::optional<double> Pearson(Json a, Json b) {
  const auto both = Both(a, b);
  if (!both || both->first.empty()) return nullopt;
  const auto& [x, y] = *both;
  const double mean_x = MomentsOf(x).mean, mean_y = MomentsOf(y).mean;
  double xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return IfNumber(xy / std::sqrt(xx * yy));
}

std::optional<double> Cosine(Json a, Json b, std::optional<double> size_a, std::optional<double> size_b) {
  const auto both = Both(a, b);
  if (!both) return nullopt;
  const auto& [x, y] = *both;
  const double length_a = size_a ? *size_a : std::sqrt(Dot(x, x));
  const double length_b = size_b ? *size_b : std::sqrt(Dot(y, y));
  return IfNumber(Dot(x, y) / (length_a * length_b));
}

std::optional<double> Magnitude(Json json) {
  const auto series = ReadSeries(json.text);
  return series ? IfNumber(std::sqrt(Dot(*series, *series))) : nullopt;
}

std::optional<double> Sum(Json json) {
  const auto series = ReadSeries(json.text);
  if (!series) return nullopt;
  double sum = 0;
  for (const double v : *series) sum += v;
  return IfNumber(sum);
}

std::optional<double> Product(Json json) {
  const auto series = ReadSeries(json.text);
  if (!series) return nullopt;
  double product = 1;
  for (const double v : *series) product *= v;
  return IfNumber(product);
}

}  // namespace

void AddSeriesStatistics(KernelRegistry& registry) {
  registry.Add(KernelOf<StatsArray>("series_stats"));
  registry.Add(KernelOf<StatsBag>("series_stats_dynamic"));
  registry.Add(KernelOf<DotProduct>("series_dot_product"));
  registry.Add(KernelOf<Pearson>("series_pearson_correlation"));
  registry.Add(KernelOf<Cosine>("series_cosine_similarity"));
  registry.Add(KernelOf<Magnitude>("series_magnitude"));
  registry.Add(KernelOf<Sum>("series_sum"));
  registry.Add(KernelOf<Product>("series_product"));
}

}  // namespace harrier::runtime
