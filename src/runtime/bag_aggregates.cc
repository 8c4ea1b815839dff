#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// make_bag(), and the bitwise aggregates (Kusto docs).
namespace harrier::runtime {
namespace {

/// The union of all bags; of a key that several have, any value may stay.
struct MakeBag {
  std::vector<std::pair<std::string, std::string>> members;
  std::unordered_set<std::string> keys;

  void Update(Json bag) {
    std::vector<std::pair<std::string_view, std::string_view>> items;
    if (!JsonObjectItems(bag.text, items)) return;
    for (const auto& [key, value] : items) {
      if (keys.insert(std::string(key)).second) members.emplace_back(key, value);
    }
  }
  void Combine(const MakeBag& other) {
    for (const auto& [key, value] : other.members) {
      if (keys.insert(key).second) members.emplace_back(key, value);
    }
  }
  bool Finish(JsonOut& out) const {
    out.text = "{";
    for (const auto& [key, value] : members) {
      AppendJsonComma(out.text);
      out.text += key + ":" + value;
    }
    out.text += '}';
    return true;
  }
};

struct AllAnd {
  std::optional<int64_t> bits;
  void Update(int64_t v) { bits = bits ? *bits & v : v; }
  void Combine(const AllAnd& o) {
    if (o.bits) Update(*o.bits);
  }
  std::optional<int64_t> Finish() const { return bits; }
};
struct AllOr {
  std::optional<int64_t> bits;
  void Update(int64_t v) { bits = bits ? *bits | v : v; }
  void Combine(const AllOr& o) {
    if (o.bits) Update(*o.bits);
  }
  std::optional<int64_t> Finish() const { return bits; }
};
struct AllXor {
  std::optional<int64_t> bits;
  void Update(int64_t v) { bits = bits ? *bits ^ v : v; }
  void Combine(const AllXor& o) {
    if (o.bits) Update(*o.bits);
  }
  std::optional<int64_t> Finish() const { return bits; }
};

/// covariance() and its relatives, by running co-moments.
template <bool sample>
struct Covariance {
  double n = 0, mean_x = 0, mean_y = 0, moment = 0;
  void Update(double x, double y) {
    n += 1;
    const double dx = x - mean_x;
    mean_x += dx / n;
    mean_y += (y - mean_y) / n;
    moment += dx * (y - mean_y);
  }
  void Combine(const Covariance& o) {
    if (o.n == 0) return;
    if (n == 0) {
      *this = o;
      return;
    }
    const double total = n + o.n, dx = o.mean_x - mean_x, dy = o.mean_y - mean_y;
    moment += o.moment + dx * dy * n * o.n / total;
    mean_x += dx * o.n / total;
    mean_y += dy * o.n / total;
    n = total;
  }
  std::optional<double> Finish() const {
    if (n == 0) return std::nullopt;
    if (sample && n == 1) return 0.0;
    return moment / (sample ? n - 1 : n);
  }
};

}  // namespace

void AddBagAggregates(KernelRegistry& registry) {
  registry.Add(AggregateOf<MakeBag, Json>("make_bag"));
  registry.Add(AggregateOf<AllAnd, int64_t>("binary_all_and"));
  registry.Add(AggregateOf<AllOr, int64_t>("binary_all_or"));
  registry.Add(AggregateOf<AllXor, int64_t>("binary_all_xor"));
  registry.Add(AggregateOf<Covariance<true>, double, double>("covariance"));
  registry.Add(AggregateOf<Covariance<false>, double, double>("covariancep"));
}

}  // namespace harrier::runtime
