#include <limits>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/series.h"

// Fitting lines and polynomials (Kusto docs: series_fit_line(), series_fit_2lines(), series_fit_poly()). The
// results are arrays of the functions' columns; the …_dynamic() forms are bags.
namespace harrier::runtime {
namespace {

/// Writes named values as an array or as a bag.
class Columns {
 public:
  Columns(std::string& out, bool bag) : out_(out), bag_(bag) { out_ += bag ? '{' : '['; }
  void Real(std::string_view name, double v) {
    Begin(name);
    if (std::isnan(v))
      out_ += "null";
    else
      AppendJsonReal(out_, v);
  }
  void Long(std::string_view name, size_t v) {
    Begin(name);
    fmt::format_to(std::back_inserter(out_), "{}", v);
  }
  void Array(std::string_view name, const Series& series) {
    Begin(name);
    AppendSeries(out_, series);
  }
  void Text(std::string_view name, std::string_view json) {
    Begin(name);
    out_ += json;
  }
  void End() { out_ += bag_ ? '}' : ']'; }

 private:
  void Begin(std::string_view name) {
    if (bag_) return AppendJsonKey(out_, name);
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool bag_;
  bool first_ = true;
};

Series LineOf(const LineFit& fit, size_t n) {
  Series line;
  for (size_t i = 0; i < n; ++i) line.push_back(fit.intercept + fit.slope * static_cast<double>(i + 1));
  return line;
}

template <bool bag>
bool OneLine(JsonOut& out, Json json) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  const LineFit fit = FitLine(*series);
  Columns columns(out.text, bag);
  columns.Real("rsquare", fit.rsquare);
  columns.Real("slope", fit.slope);
  columns.Real("variance", fit.variance);
  columns.Real("rvariance", fit.residual_variance);
  columns.Real("interception", fit.intercept);
  columns.Array("line_fit", LineOf(fit, series->size()));
  columns.End();
  return true;
}

double ResidualSquares(const Series& part, const LineFit& fit) {
  return part.size() < 2 ? 0 : fit.residual_variance * static_cast<double>(part.size() - 1);
}

template <bool bag>
bool TwoLines(JsonOut& out, Json json) {
  const auto series = ReadSeries(json.text);
  if (!series) return false;
  const size_t n = series->size();
  const auto at = [&](size_t i) { return series->begin() + static_cast<std::ptrdiff_t>(i); };
  size_t split = n;
  double least = std::numeric_limits<double>::infinity();
  constexpr size_t kMostPoints = 20'000;
  if (n > kMostPoints) return false;
  for (size_t i = 2; i + 2 <= n; ++i) {
    const Series left(series->begin(), at(i)), right(at(i), series->end());
    const double rest = ResidualSquares(left, FitLine(left)) + ResidualSquares(right, FitLine(right));
    if (rest < least) {
      least = rest;
      split = i;
    }
  }
  const Series left(series->begin(), at(split)), right(at(split), series->end());
  const LineFit left_fit = FitLine(left), right_fit = FitLine(right);
  Series line = LineOf(left_fit, left.size());
  const Series right_line = LineOf(right_fit, right.size());
  line.insert(line.end(), right_line.begin(), right_line.end());
  const double variance = MomentsOf(*series).variance;
  const double residual = n > 1 && std::isfinite(least) ? least / static_cast<double>(n - 1) : 0;
  Columns columns(out.text, bag);
  columns.Real("rsquare", variance == 0 ? 1 : 1 - residual / variance);
  columns.Long("split_idx", split);
  columns.Real("variance", variance);
  columns.Real("rvariance", residual);
  columns.Array("line_fit", line);
  std::string side;
  for (const bool is_right : {true, false}) {
    const LineFit& fit = is_right ? right_fit : left_fit;
    if (bag) {
      side.clear();
      Columns inner(side, true);
      inner.Real("rsquare", fit.rsquare);
      inner.Real("slope", fit.slope);
      inner.Real("interception", fit.intercept);
      inner.Real("variance", fit.variance);
      inner.Real("rvariance", fit.residual_variance);
      inner.End();
      columns.Text(is_right ? "right" : "left", side);
    } else {
      columns.Real("rsquare", fit.rsquare);
      columns.Real("slope", fit.slope);
      columns.Real("interception", fit.intercept);
      columns.Real("variance", fit.variance);
      columns.Real("rvariance", fit.residual_variance);
    }
  }
  columns.End();
  return true;
}

/// Solves a small linear system by elimination with pivots; false if it has no single solution.
bool Solve(std::vector<Series>& a, Series& b) {
  const size_t n = b.size();
  for (size_t i = 0; i < n; ++i) {
    size_t pivot = i;
    for (size_t r = i + 1; r < n; ++r) {
      if (std::fabs(a[r][i]) > std::fabs(a[pivot][i])) pivot = r;
    }
    if (std::fabs(a[pivot][i]) < 1e-300) return false;
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = a[r][i] / a[i][i];
      for (size_t c = i; c < n; ++c) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  }
  for (size_t i = 0; i < n; ++i) b[i] /= a[i][i];
  return true;
}

// series_fit_poly(y, x, degree); without x it is 1, 2, … n.
bool Polynomial(JsonOut& out, Json y_json, std::optional<Json> x_json, int64_t degree) {
  const auto y = ReadSeries(y_json.text);
  if (!y || degree < 1 || degree > 5) return false;
  Series x;
  for (size_t i = 0; i < y->size(); ++i) x.push_back(static_cast<double>(i + 1));
  if (x_json) {
    const auto given = ReadSeries(x_json->text);
    if (!given || given->size() != y->size()) return false;
    x = *given;
  }
  const size_t terms = static_cast<size_t>(degree) + 1;
  std::vector<Series> a(terms, Series(terms, 0.0));
  Series b(terms, 0.0);
  for (size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite((*y)[i])) continue;
    for (size_t r = 0; r < terms; ++r) {
      for (size_t c = 0; c < terms; ++c) a[r][c] += std::pow(x[i], static_cast<double>(r + c));
      b[r] += (*y)[i] * std::pow(x[i], static_cast<double>(r));
    }
  }
  if (!Solve(a, b)) return false;
  Series fit, residual;
  for (size_t i = 0; i < x.size(); ++i) {
    double v = 0;
    for (size_t r = terms; r-- > 0;) v = v * x[i] + b[r];
    fit.push_back(v);
    residual.push_back((*y)[i] - v);
  }
  const double variance = MomentsOf(*y).variance, rest = MomentsOf(residual).variance;
  std::reverse(b.begin(), b.end());  // the highest power comes first
  Columns columns(out.text, false);
  columns.Real("rsquare", variance == 0 ? 1 : 1 - rest / variance);
  columns.Array("coefficients", b);
  columns.Real("variance", variance);
  columns.Real("rvariance", rest);
  columns.Array("poly_fit", fit);
  columns.End();
  return true;
}

}  // namespace

void AddSeriesFit(KernelRegistry& registry) {
  registry.Add(KernelOf<OneLine<false>>("series_fit_line"));
  registry.Add(KernelOf<OneLine<true>>("series_fit_line_dynamic"));
  registry.Add(KernelOf<TwoLines<false>>("series_fit_2lines"));
  registry.Add(KernelOf<TwoLines<true>>("series_fit_2lines_dynamic"));
  registry.Add(KernelOf<Polynomial>("series_fit_poly"));
}

}  // namespace harrier::runtime
