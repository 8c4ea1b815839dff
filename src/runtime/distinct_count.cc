#include "runtime/distinct_count.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/variadic.h"

// dcount(), hll(), hll_merge(), dcount_hll() (Kusto docs).
namespace harrier::runtime {
namespace {

constexpr size_t kExact = 8192;
constexpr int kBits = 14;
constexpr size_t kRegisters = size_t{1} << kBits;

uint64_t Mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

constexpr uint64_t kSeed = 0x9E3779B97F4A7C15ULL;

uint64_t HashText(std::string_view s) {
  uint64_t h = kSeed ^ (s.size() * 0xff51afd7ed558ccdULL);
  size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, s.data() + i, 8);
    h = Mix(h ^ word) + kSeed;
  }
  uint64_t tail = 0;
  std::memcpy(&tail, s.data() + i, s.size() - i);
  return Mix(h ^ tail);
}

double Sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double sum = x, before = -1;
  for (double y = 1; sum != before; y += y) {
    before = sum;
    x *= x;
    sum += x * y;
  }
  return sum;
}

double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x, before = -1;
  for (double y = 0.5; sum != before; y *= 0.5) {
    before = sum;
    x = std::sqrt(x);
    sum -= (1 - x) * (1 - x) * y;
  }
  return sum / 3;
}

}  // namespace

void DistinctCount::Add(uint64_t hash) {
  if (!registers_.empty()) return Note(hash);
  Insert(hash == 0 ? 1 : hash);
  if (used_ > kExact) ToRegisters();
}

void DistinctCount::Prefetch(uint64_t hash) const {
  if (!registers_.empty()) {
    __builtin_prefetch(&registers_[hash >> (64 - kBits)], 1);
  } else if (!slots_.empty()) {
    __builtin_prefetch(&slots_[hash & (slots_.size() - 1)], 1);
  }
}

void DistinctCount::Insert(uint64_t hash) {
  if (2 * used_ >= slots_.size()) Grow();
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at] != 0) {
    if (slots_[at] == hash) return;
    at = (at + 1) & mask;
  }
  slots_[at] = hash;
  ++used_;
}

void DistinctCount::Grow() {
  const std::vector<uint64_t> old =
      std::exchange(slots_, std::vector<uint64_t>(std::max<size_t>(8, 2 * slots_.size())));
  used_ = 0;
  for (const uint64_t hash : old) {
    if (hash != 0) Insert(hash);
  }
}

void DistinctCount::Combine(const DistinctCount& other) {
  if (other.registers_.empty()) {
    for (const uint64_t hash : other.slots_) {
      if (hash != 0) Add(hash);
    }
    return;
  }
  if (registers_.empty()) ToRegisters();
  for (size_t i = 0; i < kRegisters; ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

// The improved raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches":
// the classic one is off by up to three per cent where it hands over to linear counting.
int64_t DistinctCount::Estimate() const {
  if (registers_.empty()) return static_cast<int64_t>(used_);
  constexpr auto kMost = static_cast<size_t>(64 - kBits + 1);  // the greatest value of a register
  std::array<double, kMost + 1> counts{};
  for (const uint8_t r : registers_) ++counts[std::min<size_t>(r, kMost)];
  const auto m = static_cast<double>(kRegisters);
  double z = m * Tau(1 - counts[kMost] / m);
  for (size_t k = kMost - 1; k >= 1; --k) z = 0.5 * (z + counts[k]);
  z += m * Sigma(counts[0] / m);
  return static_cast<int64_t>(std::llround(m * m / (2 * std::numbers::ln2 * z)));
}

void DistinctCount::AppendJson(std::string& out) const {
  out += "[[14],";
  if (registers_.empty()) {
    out += '[';
    bool first = true;
    for (const uint64_t hash : slots_) {
      if (hash == 0) continue;
      fmt::format_to(std::back_inserter(out), "{}\"{}\"", first ? "" : ",", static_cast<int64_t>(hash));
      first = false;
    }
    out += "]]";
    return;
  }
  out += '"';
  for (const uint8_t r : registers_) fmt::format_to(std::back_inserter(out), "{:02x}", r);
  out += "\"]";
}

bool DistinctCount::AddJson(std::string_view json) {
  std::vector<std::string_view> parts;
  if (!JsonArrayItems(json, parts) || parts.size() < 2) return false;
  if (parts[1].starts_with('"')) {
    const std::string_view hex = parts[1].substr(1, parts[1].size() - 2);
    if (hex.size() != 2 * kRegisters) return false;
    if (registers_.empty()) ToRegisters();
    for (size_t i = 0; i < kRegisters; ++i) {
      uint8_t r = 0;
      std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, r, 16);
      registers_[i] = std::max(registers_[i], r);
    }
    return true;
  }
  std::vector<std::string_view> hashes;
  if (!JsonArrayItems(parts[1], hashes)) return false;
  for (std::string_view text : hashes) {
    if (text.size() > 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
    int64_t hash = 0;
    std::from_chars(text.data(), text.data() + text.size(), hash);
    Add(static_cast<uint64_t>(hash));
  }
  return true;
}

void DistinctCount::ToRegisters() {
  registers_.assign(kRegisters, 0);
  for (const uint64_t hash : slots_) {
    if (hash != 0) Note(hash);
  }
  slots_ = {};
  used_ = 0;
}

void DistinctCount::Note(uint64_t hash) {
  const size_t index = hash >> (64 - kBits);
  const uint64_t rest = hash << kBits | (uint64_t{1} << (kBits - 1));
  registers_[index] = std::max(registers_[index], static_cast<uint8_t>(__builtin_clzll(rest) + 1));
}

namespace {

/// A value of which the hash is given in its place.
struct Hashed {};

template <typename T>
struct Argument {
  using Type = T;
};
template <>
struct Argument<Hashed> {
  using Type = int64_t;
};

template <typename T>
uint64_t HashOf(const T& v) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return HashText(v);
  } else if constexpr (std::is_same_v<T, Json>) {
    return HashText(v.text);
  } else if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>) {
    return Mix(static_cast<uint64_t>(v.value) + kSeed);
  } else if constexpr (std::is_same_v<T, Guid>) {
    return Mix(v.high ^ Mix(v.low));
  } else if constexpr (std::is_same_v<T, double>) {
    const double value = v == 0 ? 0 : v;  // -0 is 0
    uint64_t bits;
    std::memcpy(&bits, &value, 8);
    return Mix(bits + kSeed);
  } else if constexpr (std::is_same_v<T, int128>) {
    return Mix(static_cast<uint64_t>(v) ^ Mix(static_cast<uint64_t>(v >> 64)));
  } else {
    return Mix(static_cast<uint64_t>(v) + kSeed);
  }
}

template <typename T>
struct Dcount {
  using Value = typename Argument<T>::Type;

  DistinctCount count;
  void Update(Value v) { count.Add(Hash(v)); }

  /// The counts of many groups do not fit into the processor's caches: their memory is asked for ahead.
  static void UpdateRows(std::span<void* const> states, std::span<const ColumnView> args) {
    constexpr size_t kAhead = 12;
    std::vector<uint64_t> hashes(states.size());
    for (size_t row = 0; row < states.size(); ++row) {
      __builtin_prefetch(states[row]);
      if (args[0].valid(row)) hashes[row] = Hash(kernel_of_detail::Read<Value>(args[0], row));
    }
    for (size_t row = 0; row < states.size(); ++row) {
      if (row + kAhead < states.size())
        static_cast<Dcount*>(states[row + kAhead])->count.Prefetch(hashes[row + kAhead]);
      if (args[0].valid(row)) static_cast<Dcount*>(states[row])->count.Add(hashes[row]);
    }
  }

  static uint64_t Hash(const Value& v) {
    if constexpr (std::is_same_v<T, Hashed>)
      return static_cast<uint64_t>(v);
    else
      return HashOf(v);
  }

  void Combine(const Dcount& other) { count.Combine(other.count); }
  int64_t Finish() const { return count.Estimate(); }
};

template <typename T>
struct Hll {
  DistinctCount count;
  void Update(T v) { count.Add(HashOf(v)); }
  void Combine(const Hll& other) { count.Combine(other.count); }
  bool Finish(JsonOut& out) const { return count.AppendJson(out.text), true; }
};

int64_t DistinctHash(std::string_view text) {
  return static_cast<int64_t>(HashOf(text));
}

struct HllMerge {
  DistinctCount count;
  void Update(Json sketch) { count.AddJson(sketch.text); }
  void Combine(const HllMerge& other) { count.Combine(other.count); }
  bool Finish(JsonOut& out) const { return count.AppendJson(out.text), true; }
};

std::optional<int64_t> DcountHll(Json sketch) {
  DistinctCount count;
  if (!count.AddJson(sketch.text)) return std::nullopt;
  return count.Estimate();
}

void MergeHlls(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    DistinctCount count;
    for (const ColumnView& arg : call.args) {
      if (arg.valid(row)) count.AddJson(arg.text(row));
    }
    out.clear();
    count.AppendJson(out);
    call.out->SetText(row, out);
  }
}

template <typename T>
void AddFor(KernelRegistry& registry, std::string_view type) {
  registry.Add(AggregateOf<Dcount<T>, T>(fmt::format("dcount_{}", type)));
  registry.Add(AggregateOf<Hll<T>, T>(fmt::format("hll_{}", type)));
}

}  // namespace

void AddDistinctCount(KernelRegistry& registry) {
  AddFor<std::string_view>(registry, "string");
  AddFor<Json>(registry, "dynamic");
  AddFor<int64_t>(registry, "long");
  AddFor<int32_t>(registry, "int");
  AddFor<double>(registry, "real");
  AddFor<bool>(registry, "bool");
  AddFor<Ticks>(registry, "datetime");
  AddFor<Interval>(registry, "timespan");
  AddFor<Guid>(registry, "guid");
  AddFor<int128>(registry, "decimal");
  // dcount_string in two steps, for engines that give each distinct text to a scalar kernel only once.
  registry.Add(KernelOf<DistinctHash>("distinct_hash"));
  registry.Add(AggregateOf<Dcount<Hashed>, int64_t>("dcount_hash"));
  registry.Add(AggregateOf<HllMerge, Json>("hll_merge"));
  registry.Add(KernelOf<DcountHll>("dcount_hll"));
  registry.Add(VariadicOfDynamics("merge_hlls", MergeHlls));
}

}  // namespace harrier::runtime
