#include "kql/functions/lowering.h"

// Mathematical functions (Kusto docs, scalar functions: mathematical functions).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

FunctionDef WithSignature(std::string_view name, std::string_view kernel,
                          std::vector<std::string_view> signatures, std::string_view doc,
                          std::string_view example, ResultName result_name = ResultName::kNone) {
  return {.name = name,
          .signatures = std::move(signatures),
          .kernel = kernel,
          .result_name = result_name,
          .doc = doc,
          .example = example};
}

/// Integers of a function that has a kernel for longs; other types have their own.
template <auto& kernel>
Result<ExprPtr> LowerByType(CallContext& call, std::vector<ExprPtr> args) {
  if (args[0]->type == Type::kInt) args[0] = Convert(std::move(args[0]), Type::kLong);
  const std::string name = fmt::format("{}_{}", kernel, TypeName(args[0]->type));
  return plan::CallKernel(name, std::move(args), call.span());
}

constexpr std::string_view kAbsKernel = "abs";
constexpr std::string_view kRoundKernel = "round";
constexpr std::string_view kCeilingKernel = "ceiling";

Result<ExprPtr> LowerRand(CallContext& call, std::vector<ExprPtr> args) {
  if (args.empty()) return plan::CallKernel("rand", {}, call.span());
  return Convert(plan::CallKernel("rand_below", std::move(args), call.span()), Type::kReal);
}

}  // namespace

extern const FunctionDef kSqrt, kExp, kExp2, kExp10, kLog, kLog2, kLog10, kPow, kSin, kCos, kTan, kCot, kAsin,
    kAcos, kAtan, kAtan2, kDegrees, kRadians, kGamma, kLogGamma, kErf, kErfc, kBetaCdf, kBetaInv, kBetaPdf,
    kAbs, kSign, kRound, kCeiling, kIsNan, kIsInf, kIsFinite, kPi, kRand, kWelchTest;

const FunctionDef kSqrt = RealFunction("sqrt", "Square root.", "print sqrt(256)");
const FunctionDef kExp = RealFunction("exp", "e to the power of the number.", "print exp(1)");
const FunctionDef kExp2 = RealFunction("exp2", "2 to the power of the number.", "print exp2(10)");
const FunctionDef kExp10 = RealFunction("exp10", "10 to the power of the number.", "print exp10(3)");
const FunctionDef kLog =
    RealFunction("log", "Natural logarithm; null for what is not positive.", "print log(5)");
const FunctionDef kLog2 = RealFunction("log2", "Logarithm to base 2.", "print log2(8)");
const FunctionDef kLog10 = RealFunction("log10", "Logarithm to base 10.", "print log10(1000)");
const FunctionDef kSin = RealFunction("sin", "Sine of an angle in radians.", "print sin(1)");
const FunctionDef kCos = RealFunction("cos", "Cosine of an angle in radians.", "print cos(1)");
const FunctionDef kTan = RealFunction("tan", "Tangent of an angle in radians.", "print tan(1)");
const FunctionDef kCot =
    RealFunction("cot", "Cotangent of an angle in radians.", "print cot(1)", ResultName::kNone);
const FunctionDef kAsin =
    RealFunction("asin", "Angle in radians whose sine is the number.", "print asin(0.5)");
const FunctionDef kAcos =
    RealFunction("acos", "Angle in radians whose cosine is the number.", "print acos(0.5)");
const FunctionDef kAtan =
    RealFunction("atan", "Angle in radians whose tangent is the number.", "print atan(0.5)");
const FunctionDef kDegrees =
    RealFunction("degrees", "Radians as degrees.", "print degrees(pi()/4)", ResultName::kNone);
const FunctionDef kRadians =
    RealFunction("radians", "Degrees as radians.", "print radians(90)", ResultName::kNone);
const FunctionDef kGamma = RealFunction("gamma", "The gamma function.", "print gamma(5)");
const FunctionDef kLogGamma =
    RealFunction("loggamma", "Logarithm of the gamma function's absolute value.", "print loggamma(5)");
const FunctionDef kErf = RealFunction("erf", "The error function.", "print erf(0.5)");
const FunctionDef kErfc = RealFunction("erfc", "The complementary error function.", "print erfc(0.5)");

const FunctionDef kPow =
    WithSignature("pow", "pow", {"(base: real, exponent: real): real"},
                  "The base to the power of the exponent.", "print pow(2, 3)", ResultName::kFirstArgument);
const FunctionDef kAtan2 = WithSignature("atan2", "atan2", {"(y: real, x: real): real"},
                                         "Angle in radians between the x-axis and the ray to (x, y).",
                                         "print atan2(1, 1)", ResultName::kFirstArgument);
const FunctionDef kBetaCdf =
    WithSignature("beta_cdf", "beta_cdf", {"(x: real, alpha: real, beta: real): real"},
                  "Cumulative beta distribution.", "print beta_cdf(0.9, 10.0, 20.0)");
const FunctionDef kBetaInv =
    WithSignature("beta_inv", "beta_inv", {"(probability: real, alpha: real, beta: real): real"},
                  "Inverse of the cumulative beta distribution.", "print beta_inv(0.1, 10.0, 20.0)");
const FunctionDef kBetaPdf =
    WithSignature("beta_pdf", "beta_pdf", {"(x: real, alpha: real, beta: real): real"},
                  "Density of the beta distribution.", "print beta_pdf(0.5, 10.0, 20.0)");
const FunctionDef kWelchTest = WithSignature(
    "welch_test", "welch_test",
    {"(mean1: real, variance1: real, count1: real, mean2: real, variance2: real, count2: real): real"},
    "The p-value of Welch's t-test of two samples by their moments.",
    "print welch_test(10.0, 2.0, 30, 11.0, 3.0, 40)");

const FunctionDef kAbs{
    .name = "abs",
    .signatures = {"(number: long|int|real|decimal|timespan): first"},
    .lower = LowerByType<kAbsKernel>,
    .result_name = ResultName::kFirstArgument,
    .doc = "Absolute value.",
    .example = "print abs(-5)",
};
const FunctionDef kSign = WithSignature("sign", "sign_real", {"(number: real): real"},
                                        "-1, 0 or 1 by the number's sign.", "print sign(-42)");
const FunctionDef kRound{
    .name = "round",
    .signatures = {"(number: real|decimal|long|int, precision: long = 0): first"},
    .lower = LowerByType<kRoundKernel>,
    .result_name = ResultName::kFirstArgument,
    .doc = "Rounds to a number of decimal places, zero by default; negative ones round to tens, hundreds….",
    .example = "print round(2.98765, 3)",
};
const FunctionDef kCeiling{
    .name = "ceiling",
    .signatures = {"(number: real|decimal|long|int): first"},
    .lower = LowerByType<kCeilingKernel>,
    .result_name = ResultName::kFirstArgument,
    .doc = "The smallest whole number that is not less than the number.",
    .example = "print ceiling(0.9)",
};
const FunctionDef kIsNan = WithSignature("isnan", "isnan", {"(number: real): bool"}, "True for not-a-number.",
                                         "print isnan(0.0/0.0)");
const FunctionDef kIsInf = WithSignature("isinf", "isinf", {"(number: real): bool"},
                                         "True for positive or negative infinity.", "print isinf(1.0/0.0)");
const FunctionDef kIsFinite =
    WithSignature("isfinite", "isfinite", {"(number: real): bool"},
                  "True for a number that is neither infinite nor NaN.", "print isfinite(1.0)");

const FunctionDef kPi{
    .name = "pi",
    .signatures = {"(): real"},
    .lower = [](CallContext& call, std::vector<ExprPtr>) -> Result<ExprPtr> {
      return plan::Lit(Value::Real(M_PI), call.span());
    },
    .doc = "The constant pi.",
    .example = "print pi()",
};
const FunctionDef kRand{
    .name = "rand",
    .signatures = {"(n?: long): real"},
    .lower = LowerRand,
    .result_name = ResultName::kFirstArgument,
    .doc = "A random real from 0 to 1, or a random whole number below n.",
    .example = "print rand() < 1",
};

}  // namespace harrier::kql
