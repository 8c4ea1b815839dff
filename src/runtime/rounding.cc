#include "base/ticks.h"
#include "runtime/kernel_of.h"

// bin(), floor(), bin_at(), ceiling(), round() (Kusto docs). Bins are rounded down, for negative values too;
// those of a datetime count from tick 0.
namespace harrier::runtime {
namespace {

using std::nullopt;
template <typename T>
using Opt = std::optional<T>;

Opt<int64_t> FloorTo(int64_t v, int64_t size) {
  if (size <= 0) return nullopt;
  const int64_t r = v % size;
  int64_t floor = 0;
  if (__builtin_sub_overflow(v, r < 0 ? r + size : r, &floor)) return nullopt;
  return floor;
}

/// The start of the bin that holds `v` when one starts at `at`; null where it cannot be held.
Opt<int64_t> FloorFrom(int64_t v, int64_t size, int64_t at) {
  int64_t distance = 0, floor = 0;
  if (__builtin_sub_overflow(v, at, &distance)) return nullopt;
  const Opt<int64_t> whole = FloorTo(distance, size);
  if (!whole || __builtin_add_overflow(*whole, at, &floor)) return nullopt;
  return floor;
}

Opt<int64_t> BinLong(int64_t v, int64_t size) {
  return FloorTo(v, size);
}
Opt<double> BinReal(double v, double size) {
  return size <= 0 ? nullopt : Opt<double>(std::floor(v / size) * size);
}
Opt<Ticks> BinDatetime(Ticks v, Interval size) {
  const Opt<int64_t> ticks = FloorTo(v.value, size.value);
  return ticks ? Opt<Ticks>(Ticks{*ticks}) : nullopt;
}
Opt<Interval> BinTimespan(Interval v, Interval size) {
  const Opt<int64_t> ticks = FloorTo(v.value, size.value);
  return ticks ? Opt<Interval>(Interval{*ticks}) : nullopt;
}

Opt<int64_t> BinAtLong(int64_t v, int64_t size, int64_t at) {
  return FloorFrom(v, size, at);
}
Opt<double> BinAtReal(double v, double size, double at) {
  return size <= 0 ? nullopt : Opt<double>(at + std::floor((v - at) / size) * size);
}
Opt<Ticks> BinAtDatetime(Ticks v, Interval size, Ticks at) {
  const Opt<int64_t> ticks = FloorFrom(v.value, size.value, at.value);
  return !ticks || *ticks < 0 ? nullopt : Opt<Ticks>(Ticks{*ticks});
}
Opt<Interval> BinAtTimespan(Interval v, Interval size, Interval at) {
  const Opt<int64_t> ticks = FloorFrom(v.value, size.value, at.value);
  return ticks ? Opt<Interval>(Interval{*ticks}) : nullopt;
}

double FloorReal(double v) {
  return std::floor(v);
}
double CeilingReal(double v) {
  return std::ceil(v);
}
int64_t CeilingLong(int64_t v) {
  return v;
}

double RoundReal(double v, int64_t digits) {
  if (!std::isfinite(v) || digits > 15) return v;
  if (digits < -308) return 0;
  const double scale = std::pow(10.0, static_cast<double>(std::abs(digits)));
  if (digits < 0) return std::round(v / scale) * scale;
  // Halves are rounded away from zero as they are written: 2.675 rounds as 2.675, not as its nearest binary.
  const double scaled = v * scale;
  const double rounded = std::round(scaled);
  const double half = std::fabs(scaled - std::trunc(scaled));
  if (std::fabs(half - 0.5) < 1e-9) return (std::trunc(scaled) + (scaled < 0 ? -1 : 1)) / scale;
  return rounded / scale;
}
Opt<int64_t> RoundLong(int64_t v, int64_t digits) {
  if (digits >= 0) return v;
  if (digits < -18) return 0;
  int64_t unit = 1;
  for (int64_t i = 0; i < -digits; ++i) unit *= 10;
  const int64_t r = v % unit;
  if (std::abs(r) * 2 < unit) return v - r;
  int64_t rounded = 0;
  if (__builtin_add_overflow(v - r, v < 0 ? -unit : unit, &rounded)) return nullopt;
  return rounded;
}

constexpr int128 kUnit = int128{1'000'000'000} * 1'000'000'000;

int128 FloorTo(int128 v, int128 size) {
  const int128 r = v % size;
  return v - (r < 0 ? r + size : r);
}
Opt<int128> BinDecimal(int128 v, int128 size) {
  return size <= 0 ? nullopt : Opt<int128>(FloorTo(v, size));
}
Opt<int128> BinAtDecimal(int128 v, int128 size, int128 at) {
  return size <= 0 ? nullopt : Opt<int128>(at + FloorTo(v - at, size));
}
int128 CeilingDecimal(int128 v) {
  return -FloorTo(-v, kUnit);
}
int128 RoundDecimal(int128 v, int64_t digits) {
  if (digits >= kDecimalScale) return v;
  if (digits < -19) return 0;
  int128 unit = kUnit;
  for (int64_t i = 0; i < digits; ++i) unit /= 10;
  for (int64_t i = 0; i > digits; --i) unit *= 10;
  const int128 half = v % unit;
  const bool up = (half < 0 ? -half : half) * 2 >= unit;
  return v - half + (!up ? 0 : v < 0 ? -unit : unit);
}

}  // namespace

void AddRounding(KernelRegistry& registry) {
  registry.Add(KernelOf<BinLong>("bin_long"));
  registry.Add(KernelOf<BinReal>("bin_real"));
  registry.Add(KernelOf<BinDatetime>("bin_datetime"));
  registry.Add(KernelOf<BinTimespan>("bin_timespan"));
  registry.Add(KernelOf<BinAtLong>("bin_at_long"));
  registry.Add(KernelOf<BinAtReal>("bin_at_real"));
  registry.Add(KernelOf<BinAtDatetime>("bin_at_datetime"));
  registry.Add(KernelOf<BinAtTimespan>("bin_at_timespan"));
  registry.Add(KernelOf<FloorReal>("floor_real"));
  registry.Add(KernelOf<CeilingReal>("ceiling_real"));
  registry.Add(KernelOf<CeilingLong>("ceiling_long"));
  registry.Add(KernelOf<RoundReal>("round_real"));
  registry.Add(KernelOf<RoundLong>("round_long"));
  registry.Add(KernelOf<BinDecimal>("bin_decimal"));
  registry.Add(KernelOf<BinAtDecimal>("bin_at_decimal"));
  registry.Add(KernelOf<CeilingDecimal>("ceiling_decimal"));
  registry.Add(KernelOf<RoundDecimal>("round_decimal"));
}

}  // namespace harrier::runtime
