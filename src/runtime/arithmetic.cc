#include <limits>

#include "base/ticks.h"
#include "runtime/kernel_of.h"

// Arithmetic that wraps (Kusto docs, numerical operators) and that of times; reals are the engine's own.
namespace harrier::runtime {
namespace {

using std::nullopt;
template <typename T>
using Opt = std::optional<T>;

int64_t Add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t Subtract(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
int64_t Multiply(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
Opt<int64_t> Divide(int64_t a, int64_t b) {
  if (b == 0) return nullopt;
  if (b == -1) return Subtract(0, a);
  return a / b;
}
// The remainder is never negative: -7 % 3 is 2.
Opt<int64_t> Modulo(int64_t a, int64_t b) {
  if (b == 0) return nullopt;
  if (b == -1) return 0;
  const int64_t r = a % b;
  if (r >= 0) return r;
  return b < 0 ? r - b : r + b;
}
double ModuloReal(double a, double b) {
  return std::fmod(a, b);
}

constexpr int128 kUnit = int128{1'000'000'000} * 1'000'000'000;

Opt<int128> AddDecimal(int128 a, int128 b) {
  int128 sum;
  if (__builtin_add_overflow(a, b, &sum)) return nullopt;
  return sum;
}
Opt<int128> SubtractDecimal(int128 a, int128 b) {
  int128 difference;
  if (__builtin_sub_overflow(a, b, &difference)) return nullopt;
  return difference;
}
Opt<int128> MultiplyDecimal(int128 a, int128 b) {
  // (ah + al/u)(bh + bl/u) with whole and fractional parts apart, so that nothing is lost before the last
  // digit.
  const int128 ah = a / kUnit, al = a % kUnit, bh = b / kUnit, bl = b % kUnit;
  int128 high, result;
  if (__builtin_mul_overflow(ah, b, &high)) return nullopt;
  const int128 middle = al * bh;
  // al*bl is up to 10^36 and fits; scaled back to 10^18.
  const int128 low = al * bl / kUnit;
  if (__builtin_add_overflow(high, middle, &result) || __builtin_add_overflow(result, low, &result))
    return nullopt;
  return result;
}
Opt<int128> DivideDecimal(int128 a, int128 b) {
  if (b == 0) return nullopt;
  // Whole part exactly, then eighteen digits of the rest one by one.
  int128 result = a / b, rest = a % b;
  for (int i = 0; i < kDecimalScale; ++i) {
    int128 next, digit = 0;
    if (__builtin_mul_overflow(rest, int128{10}, &next)) return nullopt;
    digit = next / b;
    rest = next % b;
    if (__builtin_mul_overflow(result, int128{10}, &result) || __builtin_add_overflow(result, digit, &result))
      return nullopt;
  }
  return result;
}
Opt<int128> ModuloDecimal(int128 a, int128 b) {
  if (b == 0) return nullopt;
  return a % b;
}

// A datetime outside of year 1 to 9999 is null.
Opt<Ticks> InRange(int64_t base, int64_t offset, bool add) {
  int64_t sum;
  const bool over =
      add ? __builtin_add_overflow(base, offset, &sum) : __builtin_sub_overflow(base, offset, &sum);
  if (over || sum < 0 || sum > kMaxDatetimeTicks) return nullopt;
  return Ticks{sum};
}
Opt<Ticks> AddDatetime(Ticks t, Interval d) {
  return InRange(t.value, d.value, true);
}
Opt<Ticks> SubtractDatetime(Ticks t, Interval d) {
  return InRange(t.value, d.value, false);
}
Opt<Interval> ScaleTimespan(Interval d, double factor) {
  const double scaled = std::round(static_cast<double>(d.value) * factor);
  if (!(std::fabs(scaled) < 9.2e18)) return nullopt;
  return Interval{static_cast<int64_t>(scaled)};
}

int64_t BinaryAnd(int64_t a, int64_t b) {
  return a & b;
}
int64_t BinaryOr(int64_t a, int64_t b) {
  return a | b;
}
int64_t BinaryXor(int64_t a, int64_t b) {
  return a ^ b;
}
int64_t BinaryNot(int64_t a) {
  return ~a;
}
int64_t ShiftLeft(int64_t a, int64_t n) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) << (n & 63));
}
int64_t ShiftRight(int64_t a, int64_t n) {
  return a >> (n & 63);
}
int64_t BitsetCountOnes(int64_t a) {
  return __builtin_popcountll(static_cast<uint64_t>(a));
}

}  // namespace

void AddArithmetic(KernelRegistry& registry) {
  registry.Add(KernelOf<Add>("add_long"));
  registry.Add(KernelOf<Subtract>("subtract_long"));
  registry.Add(KernelOf<Multiply>("multiply_long"));
  registry.Add(KernelOf<Divide>("divide_long"));
  registry.Add(KernelOf<Modulo>("modulo_long"));
  registry.Add(KernelOf<ModuloReal>("modulo_real"));
  registry.Add(KernelOf<AddDecimal>("add_decimal"));
  registry.Add(KernelOf<SubtractDecimal>("subtract_decimal"));
  registry.Add(KernelOf<MultiplyDecimal>("multiply_decimal"));
  registry.Add(KernelOf<DivideDecimal>("divide_decimal"));
  registry.Add(KernelOf<ModuloDecimal>("modulo_decimal"));
  registry.Add(KernelOf<AddDatetime>("add_datetime"));
  registry.Add(KernelOf<SubtractDatetime>("subtract_datetime"));
  registry.Add(KernelOf<ScaleTimespan>("scale_timespan"));
  registry.Add(KernelOf<BinaryAnd>("binary_and"));
  registry.Add(KernelOf<BinaryOr>("binary_or"));
  registry.Add(KernelOf<BinaryXor>("binary_xor"));
  registry.Add(KernelOf<BinaryNot>("binary_not"));
  registry.Add(KernelOf<ShiftLeft>("binary_shift_left"));
  registry.Add(KernelOf<ShiftRight>("binary_shift_right"));
  registry.Add(KernelOf<BitsetCountOnes>("bitset_count_ones"));
}

}  // namespace harrier::runtime
