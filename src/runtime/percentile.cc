#include <algorithm>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// percentile() and its kin (Kusto docs): the value at the nearest rank, exactly.
namespace harrier::runtime {
namespace {

template <typename T>
auto Raw(const T& v) {
  if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>)
    return v.value;
  else
    return v;
}

template <typename T>
T Wrap(decltype(Raw(std::declval<T>())) v) {
  if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>)
    return T{v};
  else
    return v;
}

/// The index of the p-th percentile among n sorted values.
size_t Rank(size_t n, double p) {
  const double position = std::ceil(p / 100 * static_cast<double>(n));
  return static_cast<size_t>(std::clamp(position, 1.0, static_cast<double>(n))) - 1;
}

template <typename T>
struct Percentile {
  using V = decltype(Raw(std::declval<T>()));
  std::vector<V> values;
  double p = 50;

  void Update(T v, double percent) {
    if constexpr (std::is_same_v<T, double>) {
      if (std::isnan(v)) return;
    }
    p = percent;
    values.push_back(Raw(v));
  }
  void Combine(const Percentile& other) {
    if (!other.values.empty()) p = other.p;
    values.insert(values.end(), other.values.begin(), other.values.end());
  }
  std::optional<T> Finish() const {
    if (values.empty()) return std::nullopt;
    std::vector<V> sorted = values;
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(Rank(sorted.size(), p));
    std::nth_element(sorted.begin(), at, sorted.end());
    return Wrap<T>(*at);
  }
};

template <typename T>
struct Weighted {
  using V = decltype(Raw(std::declval<T>()));
  std::vector<std::pair<V, int64_t>> values;
  double p = 50;

  void Update(T v, int64_t weight, double percent) {
    p = percent;
    if (weight > 0) values.emplace_back(Raw(v), weight);
  }
  void Combine(const Weighted& other) {
    if (!other.values.empty()) p = other.p;
    values.insert(values.end(), other.values.begin(), other.values.end());
  }
  std::optional<T> Finish() const {
    if (values.empty()) return std::nullopt;
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    double total = 0, sum = 0;
    for (const auto& [v, w] : sorted) total += static_cast<double>(w);
    for (const auto& [v, w] : sorted) {
      sum += static_cast<double>(w);
      if (sum >= p / 100 * total) return Wrap<T>(v);
    }
    return Wrap<T>(sorted.back().first);
  }
};

/// percentiles_array: all of the percentiles in a dynamic array, in its order.
struct PercentilesArray {
  std::vector<double> values;
  std::string percents;

  void Update(double v, Json wanted) {
    if (percents.empty()) percents = wanted.text;
    values.push_back(v);
  }
  void Combine(const PercentilesArray& other) {
    if (percents.empty()) percents = other.percents;
    values.insert(values.end(), other.values.begin(), other.values.end());
  }
  bool Finish(JsonOut& out) const {
    if (values.empty()) return false;
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::string_view> wanted;
    if (!JsonArrayItems(percents, wanted)) wanted = {percents};
    out.text = "[";
    for (const std::string_view p : wanted) {
      AppendJsonComma(out.text);
      AppendJsonReal(out.text, sorted[Rank(sorted.size(), JsonReal(p).value_or(50))]);
    }
    out.text += ']';
    return true;
  }
};

}  // namespace

void AddPercentile(KernelRegistry& registry) {
  registry.Add(AggregateOf<Percentile<int64_t>, int64_t, double>("percentile_long"));
  registry.Add(AggregateOf<Percentile<int32_t>, int32_t, double>("percentile_int"));
  registry.Add(AggregateOf<Percentile<double>, double, double>("percentile_real"));
  registry.Add(AggregateOf<Percentile<Ticks>, Ticks, double>("percentile_datetime"));
  registry.Add(AggregateOf<Percentile<Interval>, Interval, double>("percentile_timespan"));
  registry.Add(AggregateOf<Percentile<int128>, int128, double>("percentile_decimal"));
  registry.Add(AggregateOf<Weighted<int64_t>, int64_t, int64_t, double>("percentilew_long"));
  registry.Add(AggregateOf<Weighted<int32_t>, int32_t, int64_t, double>("percentilew_int"));
  registry.Add(AggregateOf<Weighted<double>, double, int64_t, double>("percentilew_real"));
  registry.Add(AggregateOf<Weighted<Ticks>, Ticks, int64_t, double>("percentilew_datetime"));
  registry.Add(AggregateOf<Weighted<Interval>, Interval, int64_t, double>("percentilew_timespan"));
  registry.Add(AggregateOf<PercentilesArray, double, Json>("percentiles_array"));
}

}  // namespace harrier::runtime
