#include "kql/functions/lowering.h"

// Element-wise functions over series, sums and filters (Kusto docs, series functions).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

ExprPtr NullDynamic() {
  return plan::Lit(Value::Null(Type::kDynamic));
}

/// Two series, or a series and a number.
FunctionDef Pairwise(std::string_view name, std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(series1: scalar, series2: scalar): dynamic"},
          .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
            return plan::CallKernel(call.function(), AllDynamic(std::move(args)), call.span());
          },
          .doc = doc,
          .example = example};
}

FunctionDef Each(std::string_view name, std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(series: dynamic): dynamic"},
          .kernel = name,
          .doc = doc,
          .example = example};
}

FunctionDef SumOf(std::string_view name, std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(series: dynamic): real"},
          .kernel = name,
          .doc = doc,
          .example = example};
}

/// series_fill_forward(series[, placeholder]) and its mirror image.
Result<ExprPtr> LowerFill(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 2) args.push_back(NullDynamic());
  return plan::CallKernel(call.function(), AllDynamic(std::move(args)), call.span());
}

Result<ExprPtr> LowerFillConst(CallContext& call, std::vector<ExprPtr> args) {
  while (args.size() < 3) args.push_back(NullDynamic());
  return plan::CallKernel("series_fill_const", AllDynamic(std::move(args)), call.span());
}

Result<ExprPtr> LowerFillLinear(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 2) args.push_back(NullDynamic());
  if (args.size() < 3) args.push_back(plan::Lit(Value::Bool(true)));
  if (args.size() < 4) args.push_back(NullDynamic());
  args[1] = Convert(std::move(args[1]), Type::kDynamic);
  args[3] = Convert(std::move(args[3]), Type::kDynamic);
  return plan::CallKernel("series_fill_linear", std::move(args), call.span());
}

Result<ExprPtr> LowerFir(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 3) args.push_back(plan::Lit(Value::Null(Type::kBool)));
  if (args.size() < 4) args.push_back(plan::Lit(Value::Bool(false)));
  return plan::CallKernel("series_fir", std::move(args), call.span());
}

Result<ExprPtr> LowerCosine(CallContext& call, std::vector<ExprPtr> args) {
  while (args.size() < 4) args.push_back(plan::Lit(Value::Null(Type::kReal)));
  return plan::CallKernel("series_cosine_similarity", std::move(args), call.span());
}

Result<ExprPtr> LowerTransform(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() < 2) args.push_back(NullDynamic());
  return plan::CallKernel(call.function(), std::move(args), call.span());
}

}  // namespace

extern const FunctionDef kSeriesAdd, kSeriesSubtract, kSeriesMultiply, kSeriesDivide, kSeriesPow,
    kSeriesGreater, kSeriesGreaterEquals, kSeriesLess, kSeriesLessEquals, kSeriesEquals, kSeriesNotEquals,
    kSeriesAbs, kSeriesSign, kSeriesFloor, kSeriesCeiling, kSeriesExp, kSeriesLog, kSeriesSin, kSeriesCos,
    kSeriesTan, kSeriesAsin, kSeriesAcos, kSeriesAtan, kSeriesFillConst, kSeriesFillForward,
    kSeriesFillBackward, kSeriesFillLinear, kSeriesDotProduct, kSeriesPearson, kSeriesCosine,
    kSeriesMagnitude, kSeriesSum, kSeriesProduct, kSeriesFir, kSeriesIir, kSeriesFft, kSeriesIfft;

const FunctionDef kSeriesAdd = Pairwise("series_add", "The sums of the elements of two series.",
                                        "print series_add(dynamic([1, 2]), dynamic([3, 4]))");
const FunctionDef kSeriesSubtract =
    Pairwise("series_subtract", "The differences of the elements of two series.",
             "print series_subtract(dynamic([1, 2]), dynamic([3, 4]))");
const FunctionDef kSeriesMultiply = Pairwise("series_multiply", "The products of the elements of two series.",
                                             "print series_multiply(dynamic([1, 2]), dynamic([3, 4]))");
const FunctionDef kSeriesDivide = Pairwise("series_divide", "The quotients of the elements of two series.",
                                           "print series_divide(dynamic([1, 2]), dynamic([3, 4]))");
const FunctionDef kSeriesPow =
    Pairwise("series_pow", "The elements of one series to the powers of another's.",
             "print series_pow(dynamic([1, 2]), dynamic([3, 4]))");
const FunctionDef kSeriesGreater = Pairwise("series_greater", "Where the first series is greater.",
                                            "print series_greater(dynamic([1, 5]), dynamic([3, 4]))");
const FunctionDef kSeriesGreaterEquals =
    Pairwise("series_greater_equals", "Where the first series is greater or equal.",
             "print series_greater_equals(dynamic([1, 4]), dynamic([3, 4]))");
const FunctionDef kSeriesLess = Pairwise("series_less", "Where the first series is less.",
                                         "print series_less(dynamic([1, 5]), dynamic([3, 4]))");
const FunctionDef kSeriesLessEquals =
    Pairwise("series_less_equals", "Where the first series is less or equal.",
             "print series_less_equals(dynamic([1, 4]), dynamic([3, 4]))");
const FunctionDef kSeriesEquals = Pairwise("series_equals", "Where two series are equal.",
                                           "print series_equals(dynamic([1, 4]), dynamic([3, 4]))");
const FunctionDef kSeriesNotEquals = Pairwise("series_not_equals", "Where two series differ.",
                                              "print series_not_equals(dynamic([1, 4]), dynamic([3, 4]))");

const FunctionDef kSeriesAbs =
    Each("series_abs", "Absolute values of the elements.", "print series_abs(dynamic([-6, 0, 8]))");
const FunctionDef kSeriesSign =
    Each("series_sign", "Signs of the elements.", "print series_sign(dynamic([-6, 0, 8]))");
const FunctionDef kSeriesFloor =
    Each("series_floor", "Elements rounded down.", "print series_floor(dynamic([-1.5, 1, 2.5]))");
const FunctionDef kSeriesCeiling =
    Each("series_ceiling", "Elements rounded up.", "print series_ceiling(dynamic([-1.5, 1, 2.5]))");
const FunctionDef kSeriesExp =
    Each("series_exp", "e to the power of each element.", "print series_exp(dynamic([1, 2]))");
const FunctionDef kSeriesLog =
    Each("series_log", "Natural logarithms of the elements.", "print series_log(dynamic([1, 2]))");
const FunctionDef kSeriesSin =
    Each("series_sin", "Sines of the elements.", "print series_sin(dynamic([-1, 0, 1]))");
const FunctionDef kSeriesCos =
    Each("series_cos", "Cosines of the elements.", "print series_cos(dynamic([-1, 0, 1]))");
const FunctionDef kSeriesTan =
    Each("series_tan", "Tangents of the elements.", "print series_tan(dynamic([-1, 0, 1]))");
const FunctionDef kSeriesAsin =
    Each("series_asin", "Arcsines of the elements.", "print series_asin(dynamic([-1, 0, 1]))");
const FunctionDef kSeriesAcos =
    Each("series_acos", "Arccosines of the elements.", "print series_acos(dynamic([-1, 0, 1]))");
const FunctionDef kSeriesAtan =
    Each("series_atan", "Arctangents of the elements.", "print series_atan(dynamic([-1, 0, 1]))");

const FunctionDef kSeriesFillConst{
    .name = "series_fill_const",
    .signatures = {"(series: dynamic, constant_value?: scalar, missing_value_placeholder?: scalar): dynamic"},
    .lower = LowerFillConst,
    .result_name = ResultName::kFirstArgument,
    .doc = "Missing elements become a constant.",
    .example = "print series_fill_const(dynamic([1, null, 3]), 0)",
};
const FunctionDef kSeriesFillForward{
    .name = "series_fill_forward",
    .signatures = {"(series: dynamic, missing_value_placeholder?: scalar): dynamic"},
    .lower = LowerFill,
    .result_name = ResultName::kFirstArgument,
    .doc = "Missing elements become the last one before them.",
    .example = "print series_fill_forward(dynamic([1, null, 3]))",
};
const FunctionDef kSeriesFillBackward{
    .name = "series_fill_backward",
    .signatures = {"(series: dynamic, missing_value_placeholder?: scalar): dynamic"},
    .lower = LowerFill,
    .result_name = ResultName::kFirstArgument,
    .doc = "Missing elements become the next one after them.",
    .example = "print series_fill_backward(dynamic([1, null, 3]))",
};
const FunctionDef kSeriesFillLinear{
    .name = "series_fill_linear",
    .signatures =
        {"(series: dynamic, missing_value_placeholder?: scalar, fill_edges?: bool, constant_value?: "
         "scalar): dynamic"},
    .lower = LowerFillLinear,
    .result_name = ResultName::kFirstArgument,
    .doc = "Missing elements come to lie on the line between their neighbours.",
    .example = "print series_fill_linear(dynamic([1.0, null, 3.0]))",
};

const FunctionDef kSeriesDotProduct{
    .name = "series_dot_product",
    .signatures = {"(series1: scalar, series2: scalar): real"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::CallKernel("series_dot_product", AllDynamic(std::move(args)), call.span());
    },
    .doc = "Sum of the products of the elements of two series.",
    .example = "print series_dot_product(dynamic([1, 2]), dynamic([3, 4]))",
};
const FunctionDef kSeriesPearson{
    .name = "series_pearson_correlation",
    .signatures = {"(series1: dynamic, series2: dynamic): real"},
    .kernel = "series_pearson_correlation",
    .doc = "Correlation of two series, from -1 to 1.",
    .example = "print series_pearson_correlation(dynamic([1, 2, 4]), dynamic([2, 4, 8]))",
};
const FunctionDef kSeriesCosine{
    .name = "series_cosine_similarity",
    .signatures = {"(series1: dynamic, series2: dynamic, magnitude1?: real, magnitude2?: real): real"},
    .lower = LowerCosine,
    .doc = "Cosine of the angle between two series as vectors.",
    .example = "print series_cosine_similarity(dynamic([0, 1]), dynamic([1, 1]))",
};
const FunctionDef kSeriesMagnitude =
    SumOf("series_magnitude", "Length of a series as a vector.", "print series_magnitude(dynamic([3, 4]))");
const FunctionDef kSeriesSum =
    SumOf("series_sum", "Sum of the elements.", "print series_sum(dynamic([1, 2, 3]))");
const FunctionDef kSeriesProduct =
    SumOf("series_product", "Product of the elements.", "print series_product(dynamic([1, 2, 3]))");

const FunctionDef kSeriesFir{
    .name = "series_fir",
    .signatures = {"(series: dynamic, filter: dynamic, normalize?: bool, center?: bool): dynamic"},
    .lower = LowerFir,
    .result_name = ResultName::kFirstArgument,
    .doc = "A series through a filter of finite impulse response, such as a moving average.",
    .example = "print series_fir(dynamic([1, 2, 3]), dynamic([1, 1]))",
};
const FunctionDef kSeriesIir{
    .name = "series_iir",
    .signatures = {"(series: dynamic, numerators: dynamic, denominators: dynamic): dynamic"},
    .kernel = "series_iir",
    .result_name = ResultName::kFirstArgument,
    .doc = "A series through a filter of infinite impulse response, such as a running sum.",
    .example = "print series_iir(dynamic([1, 2, 3]), dynamic([1]), dynamic([1, -1]))",
};
const FunctionDef kSeriesFft{
    .name = "series_fft",
    .signatures = {"(series: dynamic, series_imaginary?: dynamic): dynamic"},
    .lower = LowerTransform,
    .tuple = {"real: dynamic", "imag: dynamic"},
    .doc = "The Fourier transform: real and imaginary parts.",
    .example = "print series_fft(dynamic([1, 0, 0, 0]))",
};
const FunctionDef kSeriesIfft{
    .name = "series_ifft",
    .signatures = {"(series: dynamic, series_imaginary?: dynamic): dynamic"},
    .lower = LowerTransform,
    .tuple = {"real: dynamic", "imag: dynamic"},
    .doc = "The inverse Fourier transform: real and imaginary parts.",
    .example = "print series_ifft(dynamic([1, 1, 1, 1]), dynamic([0, 0, 0, 0]))",
};

}  // namespace harrier::kql
