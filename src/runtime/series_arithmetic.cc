#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/series.h"

// Element-wise functions over series (Kusto docs: series_add(), series_greater(), series_abs()…). An element
// that is no number, or that one side lacks, gives null; a number stands for a series of itself.
namespace harrier::runtime {
namespace {

using Items = std::vector<std::string_view>;

std::optional<int64_t> WholeNumber(std::string_view item) {
  return KindOf(item) == JsonKind::kLong ? JsonLong(item) : std::nullopt;
}

struct Sum {
  static double Of(double a, double b) { return a + b; }
  static bool Of(int64_t a, int64_t b, int64_t& out) { return !__builtin_add_overflow(a, b, &out); }
};
struct Difference {
  static double Of(double a, double b) { return a - b; }
  static bool Of(int64_t a, int64_t b, int64_t& out) { return !__builtin_sub_overflow(a, b, &out); }
};
struct Product {
  static double Of(double a, double b) { return a * b; }
  static bool Of(int64_t a, int64_t b, int64_t& out) { return !__builtin_mul_overflow(a, b, &out); }
};
struct Quotient {
  static double Of(double a, double b) { return a / b; }
  static bool Of(int64_t, int64_t, int64_t&) { return false; }
};
struct Power {
  static double Of(double a, double b) { return std::pow(a, b); }
  static bool Of(int64_t, int64_t, int64_t&) { return false; }
};

/// The elements of both sides, the shorter one filled up with nulls.
bool Sides(Json a, Json b, Items& left, Items& right) {
  const bool left_array = JsonArrayItems(a.text, left), right_array = JsonArrayItems(b.text, right);
  if (!left_array && !right_array) return false;
  if (!left_array) left.assign(right.size(), a.text);
  if (!right_array) right.assign(left.size(), b.text);
  const size_t n = std::max(left.size(), right.size());
  left.resize(n, "null");
  right.resize(n, "null");
  return true;
}

template <typename Operation>
bool Combine(JsonOut& out, Json a, Json b) {
  Items left, right;
  if (!Sides(a, b, left, right)) return false;
  out.text = "[";
  for (size_t i = 0; i < left.size(); ++i) {
    if (i > 0) out.text += ',';
    const auto i1 = WholeNumber(left[i]), i2 = WholeNumber(right[i]);
    int64_t whole = 0;
    if (i1 && i2 && Operation::Of(*i1, *i2, whole)) {
      fmt::format_to(std::back_inserter(out.text), "{}", whole);
      continue;
    }
    const auto x = JsonReal(left[i]), y = JsonReal(right[i]);
    if (x && y)
      AppendJsonReal(out.text, Operation::Of(*x, *y));
    else
      out.text += "null";
  }
  out.text += ']';
  return true;
}

template <typename Test>
bool Compare(JsonOut& out, Json a, Json b) {
  Items left, right;
  if (!Sides(a, b, left, right)) return false;
  out.text = "[";
  for (size_t i = 0; i < left.size(); ++i) {
    if (i > 0) out.text += ',';
    const auto x = JsonReal(left[i]), y = JsonReal(right[i]);
    out.text += !x || !y ? "null" : Test()(*x, *y) ? "true" : "false";
  }
  out.text += ']';
  return true;
}

double Sign(double v) {
  return v > 0 ? 1 : v < 0 ? -1 : v;
}
double Exp(double v) {
  return std::exp(v);
}
double Log(double v) {
  return std::log(v);
}
double Sin(double v) {
  return std::sin(v);
}
double Cos(double v) {
  return std::cos(v);
}
double Tan(double v) {
  return std::tan(v);
}
double Asin(double v) {
  return std::asin(v);
}
double Acos(double v) {
  return std::acos(v);
}
double Atan(double v) {
  return std::atan(v);
}
double Floor(double v) {
  return std::floor(v);
}
double Ceiling(double v) {
  return std::ceil(v);
}
double Abs(double v) {
  return std::fabs(v);
}

/// `whole`: whole numbers stay whole.
template <double (*function)(double), bool whole = false>
bool Map(JsonOut& out, Json json) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  out.text = "[";
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.text += ',';
    const auto v = JsonReal(items[i]);
    if (!v) {
      out.text += "null";
    } else if (whole && KindOf(items[i]) == JsonKind::kLong && std::fabs(function(*v)) < 0x1p63) {
      fmt::format_to(std::back_inserter(out.text), "{}", static_cast<int64_t>(function(*v)));
    } else {
      AppendJsonReal(out.text, function(*v));
    }
  }
  out.text += ']';
  return true;
}

}  // namespace

void AddSeriesArithmetic(KernelRegistry& registry) {
  registry.Add(KernelOf<Combine<Sum>>("series_add"));
  registry.Add(KernelOf<Combine<Difference>>("series_subtract"));
  registry.Add(KernelOf<Combine<Product>>("series_multiply"));
  registry.Add(KernelOf<Combine<Quotient>>("series_divide"));
  registry.Add(KernelOf<Combine<Power>>("series_pow"));
  registry.Add(KernelOf<Compare<std::greater<>>>("series_greater"));
  registry.Add(KernelOf<Compare<std::greater_equal<>>>("series_greater_equals"));
  registry.Add(KernelOf<Compare<std::less<>>>("series_less"));
  registry.Add(KernelOf<Compare<std::less_equal<>>>("series_less_equals"));
  registry.Add(KernelOf<Compare<std::equal_to<>>>("series_equals"));
  registry.Add(KernelOf<Compare<std::not_equal_to<>>>("series_not_equals"));
  registry.Add(KernelOf<Map<Abs, true>>("series_abs"));
  registry.Add(KernelOf<Map<Sign, true>>("series_sign"));
  registry.Add(KernelOf<Map<Floor, true>>("series_floor"));
  registry.Add(KernelOf<Map<Ceiling, true>>("series_ceiling"));
  registry.Add(KernelOf<Map<Exp>>("series_exp"));
  registry.Add(KernelOf<Map<Log>>("series_log"));
  registry.Add(KernelOf<Map<Sin>>("series_sin"));
  registry.Add(KernelOf<Map<Cos>>("series_cos"));
  registry.Add(KernelOf<Map<Tan>>("series_tan"));
  registry.Add(KernelOf<Map<Asin>>("series_asin"));
  registry.Add(KernelOf<Map<Acos>>("series_acos"));
  registry.Add(KernelOf<Map<Atan>>("series_atan"));
}

}  // namespace harrier::runtime
