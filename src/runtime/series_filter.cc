#include <complex>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/series.h"

// Filters and Fourier transforms (Kusto docs: series_fir(), series_iir(), series_fft(), series_ifft()).
namespace harrier::runtime {
namespace {

// Without `normalize`, a filter is normalized if it has no negative coefficient.
bool Fir(JsonOut& out, Json json, Json filter_json, std::optional<bool> normalize, bool center) {
  const auto series = ReadSeries(json.text), filter = ReadSeries(filter_json.text);
  if (!series || !filter || filter->empty()) return false;
  const bool positive = std::all_of(filter->begin(), filter->end(), [](double v) { return v >= 0; });
  double scale = 1;
  if (normalize.value_or(positive)) {
    double sum = 0;
    for (const double v : *filter) sum += std::fabs(v);
    if (sum > 0) scale = 1 / sum;
  }
  const size_t shift = center ? filter->size() / 2 : 0;
  Series result;
  for (size_t i = 0; i < series->size(); ++i) {
    double sum = 0;
    for (size_t k = 0; k < filter->size(); ++k) {
      const size_t at = i + shift;
      if (at < k || at - k >= series->size()) continue;
      const double v = (*series)[at - k];
      if (std::isfinite(v)) sum += (*filter)[k] * v;
    }
    result.push_back(sum * scale);
  }
  return AppendSeries(out.text, result), true;
}

bool Iir(JsonOut& out, Json json, Json numerators, Json denominators) {
  const auto x = ReadSeries(json.text), b = ReadSeries(numerators.text), a = ReadSeries(denominators.text);
  if (!x || !b || !a || a->empty() || a->front() == 0) return false;
  Series y;
  for (size_t i = 0; i < x->size(); ++i) {
    double sum = 0;
    for (size_t k = 0; k < b->size() && k <= i; ++k) sum += (*b)[k] * (*x)[i - k];
    for (size_t k = 1; k < a->size() && k <= i; ++k) sum -= (*a)[k] * y[i - k];
    y.push_back(sum / a->front());
  }
  return AppendSeries(out.text, y), true;
}

using Complex = std::complex<double>;

void Transform(std::vector<Complex>& v, double sign) {
  const size_t n = v.size();
  if (n < 2) return;
  if (n % 2 == 0) {
    std::vector<Complex> even, odd;
    for (size_t i = 0; i < n; ++i) (i % 2 == 0 ? even : odd).push_back(v[i]);
    Transform(even, sign);
    Transform(odd, sign);
    for (size_t k = 0; k < n / 2; ++k) {
      const Complex turned =
          std::polar(1.0, sign * 2 * M_PI * static_cast<double>(k) / static_cast<double>(n)) * odd[k];
      v[k] = even[k] + turned;
      v[k + n / 2] = even[k] - turned;
    }
    return;
  }
  std::vector<Complex> result(n);
  for (size_t k = 0; k < n; ++k) {
    for (size_t i = 0; i < n; ++i) {
      const double turn = static_cast<double>(i * k % n) / static_cast<double>(n);
      result[k] += v[i] * std::polar(1.0, sign * 2 * M_PI * turn);
    }
  }
  v = std::move(result);
}

template <bool inverse>
bool Fft(JsonOut& out, Json real, std::optional<Json> imaginary) {
  constexpr size_t kMost = 16'384;
  const auto re = ReadSeries(real.text);
  if (!re || re->size() > kMost) return false;
  std::vector<Complex> v;
  for (const double x : *re) v.emplace_back(x, 0);
  if (imaginary) {
    const auto im = ReadSeries(imaginary->text);
    if (!im || im->size() != re->size()) return false;
    for (size_t i = 0; i < v.size(); ++i) v[i].imag((*im)[i]);
  }
  Transform(v, inverse ? 1 : -1);
  const double scale = inverse && !v.empty() ? 1 / static_cast<double>(v.size()) : 1;
  Series x, y;
  for (const Complex& c : v) {
    x.push_back(c.real() * scale);
    y.push_back(c.imag() * scale);
  }
  out.text = "[";
  AppendSeries(out.text, x);
  out.text += ',';
  AppendSeries(out.text, y);
  out.text += ']';
  return true;
}

}  // namespace

void AddSeriesFilter(KernelRegistry& registry) {
  registry.Add(KernelOf<Fir>("series_fir"));
  registry.Add(KernelOf<Iir>("series_iir"));
  registry.Add(KernelOf<Fft<false>>("series_fft"));
  registry.Add(KernelOf<Fft<true>>("series_ifft"));
}

}  // namespace harrier::runtime
