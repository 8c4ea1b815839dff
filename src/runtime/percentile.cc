#include <algorithm>

#include "base/time_text.h"
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

template <typename T>
bool IsNan(const T& v) {
  if constexpr (std::is_same_v<T, double>) return std::isnan(v);
  return false;
}

template <typename T>
void AppendJson(std::string& out, const T& v) {
  if constexpr (std::is_same_v<T, double>) {
    AppendJsonReal(out, v);
  } else if constexpr (std::is_same_v<T, Ticks>) {
    out += '"';
    AppendDatetime(out, v.value);
    out += '"';
  } else if constexpr (std::is_same_v<T, Interval>) {
    out += '"';
    AppendTimespan(out, v.value);
    out += '"';
  } else {
    fmt::format_to(std::back_inserter(out), "{}", v);
  }
}

/// The values of a group, each with its weight, and the rank that is asked for.
template <typename T>
struct Values {
  using V = decltype(Raw(std::declval<T>()));
  std::vector<V> values;

  void Add(T v) {
    if (!IsNan(v)) values.push_back(Raw(v));
  }
  void Append(const Values& other) { values.insert(values.end(), other.values.begin(), other.values.end()); }
  /// The index of the p-th percentile among the sorted values.
  size_t Rank(double p) const {
    const auto n = static_cast<double>(values.size());
    return static_cast<size_t>(std::clamp(std::ceil(p / 100 * n), 1.0, n)) - 1;
  }
};

template <typename T>
struct Percentile : Values<T> {
  double p = 50;

  void Update(T v, double percent) {
    p = percent;
    this->Add(v);
  }
  void Combine(const Percentile& other) {
    if (!other.values.empty()) p = other.p;
    this->Append(other);
  }
  std::optional<T> Finish() const {
    if (this->values.empty()) return std::nullopt;
    auto sorted = this->values;
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(this->Rank(p));
    std::nth_element(sorted.begin(), at, sorted.end());
    return Wrap<T>(*at);
  }
};

/// The ranks of an array, as reals.
std::vector<double> Ranks(std::string_view json) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(json, items)) items = {json};
  std::vector<double> ranks;
  for (const std::string_view item : items) ranks.push_back(JsonReal(item).value_or(50));
  return ranks;
}

template <typename T>
struct PercentilesArray : Values<T> {
  std::string percents;

  void Update(T v, Json wanted) {
    if (percents.empty()) percents = wanted.text;
    this->Add(v);
  }
  void Combine(const PercentilesArray& other) {
    if (percents.empty()) percents = other.percents;
    this->Append(other);
  }
  bool Finish(JsonOut& out) const {
    if (this->values.empty()) return false;
    auto sorted = this->values;
    std::sort(sorted.begin(), sorted.end());
    out.text = "[";
    for (const double p : Ranks(percents)) {
      AppendJsonComma(out.text);
      AppendJson(out.text, Wrap<T>(sorted[this->Rank(p)]));
    }
    out.text += ']';
    return true;
  }
};

/// Values that count as often as their weights say.
template <typename T>
struct WeightedValues {
  using V = decltype(Raw(std::declval<T>()));
  std::vector<std::pair<V, int64_t>> values;

  void Add(T v, int64_t weight) {
    if (weight > 0 && !IsNan(v)) values.emplace_back(Raw(v), weight);
  }
  void Append(const WeightedValues& other) {
    values.insert(values.end(), other.values.begin(), other.values.end());
  }
  std::vector<T> At(const std::vector<double>& percents) const {
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    double total = 0;
    for (const auto& [v, weight] : sorted) total += static_cast<double>(weight);
    std::vector<T> found;
    for (const double p : percents) {
      double sum = 0;
      size_t i = 0;
      for (; i + 1 < sorted.size(); ++i) {
        sum += static_cast<double>(sorted[i].second);
        if (sum >= p / 100 * total) break;
      }
      found.push_back(Wrap<T>(sorted[i].first));
    }
    return found;
  }
};

template <typename T>
struct Weighted : WeightedValues<T> {
  double p = 50;

  void Update(T v, int64_t weight, double percent) {
    p = percent;
    this->Add(v, weight);
  }
  void Combine(const Weighted& other) {
    if (!other.values.empty()) p = other.p;
    this->Append(other);
  }
  std::optional<T> Finish() const {
    if (this->values.empty()) return std::nullopt;
    return this->At({p}).front();
  }
};

template <typename T>
struct WeightedArray : WeightedValues<T> {
  std::string percents;

  void Update(T v, int64_t weight, Json wanted) {
    if (percents.empty()) percents = wanted.text;
    this->Add(v, weight);
  }
  void Combine(const WeightedArray& other) {
    if (percents.empty()) percents = other.percents;
    this->Append(other);
  }
  bool Finish(JsonOut& out) const {
    if (this->values.empty()) return false;
    out.text = "[";
    for (const T& v : this->At(Ranks(percents))) {
      AppendJsonComma(out.text);
      AppendJson(out.text, v);
    }
    out.text += ']';
    return true;
  }
};

template <typename T>
void AddFor(KernelRegistry& registry, std::string_view type) {
  registry.Add(AggregateOf<Percentile<T>, T, double>(fmt::format("percentile_{}", type)));
  registry.Add(AggregateOf<Weighted<T>, T, int64_t, double>(fmt::format("percentilew_{}", type)));
  registry.Add(AggregateOf<PercentilesArray<T>, T, Json>(fmt::format("percentiles_array_{}", type)));
  registry.Add(AggregateOf<WeightedArray<T>, T, int64_t, Json>(fmt::format("percentilesw_array_{}", type)));
}

}  // namespace

void AddPercentile(KernelRegistry& registry) {
  AddFor<int64_t>(registry, "long");
  AddFor<double>(registry, "real");
  AddFor<Ticks>(registry, "datetime");
  AddFor<Interval>(registry, "timespan");
  registry.Add(AggregateOf<Percentile<int128>, int128, double>("percentile_decimal"));
}

}  // namespace harrier::runtime
