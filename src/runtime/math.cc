#include <limits>
#include <random>

#include "runtime/kernel_of.h"

// Mathematical functions over reals (Kusto docs, mathematical functions).
namespace harrier::runtime {
namespace {

using std::nullopt;
template <typename T>
using Opt = std::optional<T>;

Opt<double> Sqrt(double x) {
  return x < 0 ? nullopt : Opt<double>(std::sqrt(x));
}
double Exp(double x) {
  return std::exp(x);
}
double Exp2(double x) {
  return std::exp2(x);
}
double Exp10(double x) {
  return std::pow(10.0, x);
}
Opt<double> Log(double x) {
  return x < 0 ? nullopt : Opt<double>(std::log(x));
}
Opt<double> Log2(double x) {
  return x < 0 ? nullopt : Opt<double>(std::log2(x));
}
Opt<double> Log10(double x) {
  return x < 0 ? nullopt : Opt<double>(std::log10(x));
}
double Pow(double x, double y) {
  return std::pow(x, y);
}
double Sin(double x) {
  return std::sin(x);
}
double Cos(double x) {
  return std::cos(x);
}
double Tan(double x) {
  return std::tan(x);
}
double Cot(double x) {
  return 1 / std::tan(x);
}
Opt<double> Asin(double x) {
  return std::fabs(x) > 1 ? nullopt : Opt<double>(std::asin(x));
}
Opt<double> Acos(double x) {
  return std::fabs(x) > 1 ? nullopt : Opt<double>(std::acos(x));
}
double Atan(double x) {
  return std::atan(x);
}
double Atan2(double y, double x) {
  return std::atan2(y, x);
}
double Degrees(double x) {
  return x * 180 / M_PI;
}
double Radians(double x) {
  return x * M_PI / 180;
}
double Gamma(double x) {
  return std::tgamma(x);
}
double LogGamma(double x) {
  return std::lgamma(x);
}
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The continued fraction (Lentz) of the regularised incomplete beta function: quick where x is below its
/// mean.
double BetaFraction(double x, double a, double b) {
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  constexpr double kTiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
  double h = d;
  for (int m = 1; m < 300; ++m) {
    double n = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + n * d;
    c = 1 + n / c;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    if (std::fabs(c) < kTiny) c = kTiny;
    h *= d * c;
    n = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + n * d;
    c = 1 + n / c;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    if (std::fabs(c) < kTiny) c = kTiny;
    const double step = d * c;
    h *= step;
    if (std::fabs(step - 1) < 1e-15) break;
  }
  return front * h / a;
}

/// The regularised incomplete beta function; NaN unless a and b are positive.
double Beta(double x, double a, double b) {
  if (!(a > 0 && b > 0)) return kNan;
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const bool above = x > (a + 1) / (a + b + 2);
  return above ? 1 - BetaFraction(1 - x, b, a) : BetaFraction(x, a, b);
}

double BetaCdf(double x, double a, double b) {
  if (x < 0 || x > 1 || a <= 0 || b <= 0) return kNan;
  return Beta(x, a, b);
}

double BetaPdf(double x, double a, double b) {
  if (x < 0 || x > 1 || a <= 0 || b <= 0) return kNan;
  const double scale = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
  return std::exp(scale + (a - 1) * std::log(x) + (b - 1) * std::log1p(-x));
}

Opt<double> BetaInv(double p, double a, double b) {
  if (!(p >= 0 && p <= 1)) return nullopt;
  if (a <= 0 || b <= 0) return kNan;
  double low = 0, high = 1;
  for (int i = 0; i < 200 && high - low > 0; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (Beta(middle, a, b) < p ? low : high) = middle;
  }
  return high;
}

/// The two-sided p-value of Welch's t-test.
Opt<double> WelchTest(double mean1, double variance1, double n1, double mean2, double variance2, double n2) {
  if (n1 <= 1 || n2 <= 1) return nullopt;
  const double a = variance1 / n1, b = variance2 / n2;
  const double t = (mean1 - mean2) / std::sqrt(a + b);
  const double freedom = (a + b) * (a + b) / (a * a / (n1 - 1) + b * b / (n2 - 1));
  return Beta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

double Erf(double x) {
  return std::erf(x);
}
double Erfc(double x) {
  return std::erfc(x);
}
double AbsReal(double x) {
  return std::fabs(x);
}
int64_t AbsLong(int64_t x) {
  return x < 0 ? static_cast<int64_t>(0 - static_cast<uint64_t>(x)) : x;
}
int128 AbsDecimal(int128 x) {
  return x < 0 ? -x : x;
}
Interval AbsTimespan(Interval x) {
  return {AbsLong(x.value)};
}
double SignReal(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}
int64_t SignLong(int64_t x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}
bool IsNan(double x) {
  return std::isnan(x);
}
bool IsInf(double x) {
  return std::isinf(x);
}
bool IsFinite(double x) {
  return std::isfinite(x);
}

std::mt19937_64& Generator() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return generator;
}
double Rand() {
  return std::uniform_real_distribution<double>(0, 1)(Generator());
}
int64_t RandBelow(int64_t n) {
  return n <= 0 ? 0 : std::uniform_int_distribution<int64_t>(0, n - 1)(Generator());
}
Guid NewGuid() {
  Guid g{Generator()(), Generator()()};
  g.high = (g.high & ~uint64_t{0xF000}) | 0x4000;
  g.low = (g.low & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  return g;
}

Kernel Volatile(Kernel kernel) {
  kernel.is_volatile = true;
  return kernel;
}

}  // namespace

void AddMath(KernelRegistry& registry) {
  registry.Add(KernelOf<Sqrt>("sqrt"));
  registry.Add(KernelOf<Exp>("exp"));
  registry.Add(KernelOf<Exp2>("exp2"));
  registry.Add(KernelOf<Exp10>("exp10"));
  registry.Add(KernelOf<Log>("log"));
  registry.Add(KernelOf<Log2>("log2"));
  registry.Add(KernelOf<Log10>("log10"));
  registry.Add(KernelOf<Pow>("pow"));
  registry.Add(KernelOf<Sin>("sin"));
  registry.Add(KernelOf<Cos>("cos"));
  registry.Add(KernelOf<Tan>("tan"));
  registry.Add(KernelOf<Cot>("cot"));
  registry.Add(KernelOf<Asin>("asin"));
  registry.Add(KernelOf<Acos>("acos"));
  registry.Add(KernelOf<Atan>("atan"));
  registry.Add(KernelOf<Atan2>("atan2"));
  registry.Add(KernelOf<Degrees>("degrees"));
  registry.Add(KernelOf<Radians>("radians"));
  registry.Add(KernelOf<Gamma>("gamma"));
  registry.Add(KernelOf<LogGamma>("loggamma"));
  registry.Add(KernelOf<BetaCdf>("beta_cdf"));
  registry.Add(KernelOf<BetaInv>("beta_inv"));
  registry.Add(KernelOf<BetaPdf>("beta_pdf"));
  registry.Add(KernelOf<WelchTest>("welch_test"));
  registry.Add(KernelOf<Erf>("erf"));
  registry.Add(KernelOf<Erfc>("erfc"));
  registry.Add(KernelOf<AbsReal>("abs_real"));
  registry.Add(KernelOf<AbsLong>("abs_long"));
  registry.Add(KernelOf<AbsDecimal>("abs_decimal"));
  registry.Add(KernelOf<AbsTimespan>("abs_timespan"));
  registry.Add(KernelOf<SignReal>("sign_real"));
  registry.Add(KernelOf<SignLong>("sign_long"));
  registry.Add(KernelOf<IsNan>("isnan"));
  registry.Add(KernelOf<IsInf>("isinf"));
  registry.Add(KernelOf<IsFinite>("isfinite"));
  registry.Add(Volatile(KernelOf<Rand>("rand")));
  registry.Add(Volatile(KernelOf<RandBelow>("rand_below")));
  registry.Add(Volatile(KernelOf<NewGuid>("new_guid")));
}

}  // namespace harrier::runtime
