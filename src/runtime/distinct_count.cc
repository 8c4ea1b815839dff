#include "runtime/kernel_of.h"

// dcount() (Kusto docs): exact while there are few values, then a HyperLogLog of 2^14 registers (error about
// 0.8 %).
namespace harrier::runtime {
namespace {

uint64_t Mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

uint64_t HashText(std::string_view s) {
  uint64_t h = 0x9E3779B97F4A7C15ULL ^ (s.size() * 0xff51afd7ed558ccdULL);
  size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, s.data() + i, 8);
    h = Mix(h ^ word) + 0x9E3779B97F4A7C15ULL;
  }
  uint64_t tail = 0;
  std::memcpy(&tail, s.data() + i, s.size() - i);
  return Mix(h ^ tail);
}

class DistinctCount {
 public:
  void Add(uint64_t hash) {
    if (registers_.empty()) {
      exact_.insert(hash);
      if (exact_.size() > kExact) ToRegisters();
      return;
    }
    Note(hash);
  }

  void Combine(const DistinctCount& other) {
    if (other.registers_.empty()) {
      for (const uint64_t hash : other.exact_) Add(hash);
      return;
    }
    if (registers_.empty()) ToRegisters();
    for (size_t i = 0; i < registers_.size(); ++i)
      registers_[i] = std::max(registers_[i], other.registers_[i]);
  }

  int64_t Finish() const {
    if (registers_.empty()) return static_cast<int64_t>(exact_.size());
    const auto m = static_cast<double>(registers_.size());
    double sum = 0;
    size_t zeros = 0;
    for (const uint8_t r : registers_) {
      sum += std::ldexp(1.0, -r);
      zeros += r == 0;
    }
    const double estimate = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    // Few values: linear counting is closer.
    if (estimate <= 2.5 * m && zeros > 0)
      return static_cast<int64_t>(std::llround(m * std::log(m / static_cast<double>(zeros))));
    return static_cast<int64_t>(std::llround(estimate));
  }

 private:
  static constexpr size_t kExact = 8192;
  static constexpr int kBits = 14;

  void ToRegisters() {
    registers_.assign(size_t{1} << kBits, 0);
    for (const uint64_t hash : exact_) Note(hash);
    exact_.clear();
  }
  void Note(uint64_t hash) {
    const size_t index = hash >> (64 - kBits);
    const uint64_t rest = hash << kBits | (uint64_t{1} << (kBits - 1));
    registers_[index] = std::max(registers_[index], static_cast<uint8_t>(__builtin_clzll(rest) + 1));
  }

  std::unordered_set<uint64_t> exact_;
  std::vector<uint8_t> registers_;
};

template <typename T>
uint64_t HashOf(const T& v) {
  if constexpr (std::is_same_v<T, std::string_view>)
    return HashText(v);
  else if constexpr (std::is_same_v<T, Json>)
    return HashText(v.text);
  else if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>)
    return Mix(static_cast<uint64_t>(v.value) + 0x9E3779B97F4A7C15ULL);
  else if constexpr (std::is_same_v<T, Guid>)
    return Mix(v.high ^ Mix(v.low));
  else if constexpr (std::is_same_v<T, double>) {
    uint64_t bits;
    std::memcpy(&bits, &v, 8);
    return Mix(bits + 0x9E3779B97F4A7C15ULL);
  } else if constexpr (std::is_same_v<T, int128>) {
    return Mix(static_cast<uint64_t>(v) ^ Mix(static_cast<uint64_t>(v >> 64)));
  } else {
    return Mix(static_cast<uint64_t>(v) + 0x9E3779B97F4A7C15ULL);
  }
}

template <typename T>
struct Of : DistinctCount {
  void Update(T v) { Add(HashOf(v)); }
};

}  // namespace

void AddDistinctCount(KernelRegistry& registry) {
  registry.Add(AggregateOf<Of<std::string_view>, std::string_view>("dcount_string"));
  registry.Add(AggregateOf<Of<Json>, Json>("dcount_dynamic"));
  registry.Add(AggregateOf<Of<int64_t>, int64_t>("dcount_long"));
  registry.Add(AggregateOf<Of<int32_t>, int32_t>("dcount_int"));
  registry.Add(AggregateOf<Of<double>, double>("dcount_real"));
  registry.Add(AggregateOf<Of<bool>, bool>("dcount_bool"));
  registry.Add(AggregateOf<Of<Ticks>, Ticks>("dcount_datetime"));
  registry.Add(AggregateOf<Of<Interval>, Interval>("dcount_timespan"));
  registry.Add(AggregateOf<Of<Guid>, Guid>("dcount_guid"));
  registry.Add(AggregateOf<Of<int128>, int128>("dcount_decimal"));
}

}  // namespace harrier::runtime
