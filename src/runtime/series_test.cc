#include "runtime/series.h"

#include <gtest/gtest.h>

#include "runtime/json_text.h"
#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

Value Real(double v) {
  return Value::Real(v);
}
Value Long(int64_t v) {
  return Value::Long(v);
}
Series Numbers(const Value& value) {
  return ReadSeries(value.text()).value_or(Series());
}

TEST(Series, ElementByElement) {
  EXPECT_EQ(Apply("series_add", {Dyn("[1,2,4]"), Dyn("[4,2,1]")}), Dyn("[5,4,5]"));
  EXPECT_EQ(Apply("series_divide", {Dyn("[1,2]"), Dyn("[4,2]")}), Dyn("[0.25,1.0]"));
  EXPECT_EQ(Apply("series_multiply", {Dyn("[1,2,4]"), Dyn("2")}), Dyn("[2,4,8]"));
  EXPECT_EQ(Apply("series_subtract", {Dyn(R"([1,"x",4])"), Dyn("[1]")}), Dyn("[0,null,null]"));
  EXPECT_EQ(Apply("series_less_equals", {Dyn("[1,2,4]"), Dyn("[4,2,1]")}), Dyn("[true,true,false]"));
  EXPECT_EQ(Apply("series_abs", {Dyn("[-6.5,8,null]")}), Dyn("[6.5,8,null]"));
}

TEST(Series, GapsAreFilled) {
  const Value gaps = Dyn("[null,111,null,36,41,null,null,16]"), none = Value::Null(Type::kDynamic);
  EXPECT_EQ(Apply("series_fill_const", {gaps, Dyn("0.0"), none}), Dyn("[0.0,111,0.0,36,41,0.0,0.0,16]"));
  EXPECT_EQ(Apply("series_fill_forward", {gaps, none}), Dyn("[null,111,111,36,41,41,41,16]"));
  EXPECT_EQ(Apply("series_fill_backward", {gaps, none}), Dyn("[111,111,36,36,41,16,16,16]"));
  EXPECT_EQ(Apply("series_fill_linear", {gaps, none, Value::Bool(true), none}),
            Dyn("[111,111,73,36,41,32,24,16]"));
  EXPECT_EQ(Apply("series_fill_linear", {Dyn("[null,1.0,null,2.0]"), none, Value::Bool(false), none}),
            Dyn("[null,1.0,1.5,2.0]"));
  EXPECT_EQ(Apply("series_fill_forward", {Dyn("[1,0,2]"), Dyn("0")}), Dyn("[1,1,2]"));
}

TEST(Series, Statistics) {
  const Value stats =
      Apply("series_stats", {Dyn("[23,46,23,87,4,8,3,75,2,56,13,75,32,16,29]"), Value::Bool(false)});
  const Series columns = Numbers(stats);
  ASSERT_EQ(columns.size(), 7U);
  EXPECT_EQ(columns[0], 2);
  EXPECT_EQ(columns[1], 8);
  EXPECT_EQ(columns[2], 87);
  EXPECT_EQ(columns[3], 3);
  EXPECT_DOUBLE_EQ(columns[4], 32.8);
  EXPECT_NEAR(columns[5], 28.5036338535483, 1e-10);
  EXPECT_NEAR(columns[6], 812.457142857143, 1e-9);
  EXPECT_EQ(Apply("series_stats", {Dyn("[1,null]"), Value::Bool(false)}),
            Dyn("[null,null,null,null,null,null,null]"));
  EXPECT_EQ(Numbers(Apply("series_stats", {Dyn("[1,null]"), Value::Bool(true)}))[4], 1);
}

TEST(Series, LineOfTheDocumentation) {
  const LineFit fit = FitLine({2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30});
  EXPECT_NEAR(fit.rsquare, 0.982, 0.001);
  EXPECT_NEAR(fit.slope, 2.730, 0.001);
  EXPECT_NEAR(fit.variance, 98.628, 0.001);
  EXPECT_NEAR(fit.residual_variance, 1.686, 0.001);
  EXPECT_NEAR(fit.intercept, -1.666, 0.001);
}

TEST(Series, TwoLinesBreakWhereTheTrendDoes) {
  const Value bag = Apply("series_fit_2lines_dynamic", {Dyn("[1,2,3,4,9,8,7,6]")});
  EXPECT_EQ(Apply("dyn_path", {bag, Dyn(R"(["split_idx"])")}), Dyn("4"));
  EXPECT_EQ(Apply("dyn_path", {bag, Dyn(R"(["rsquare"])")}), Dyn("1.0"));
  EXPECT_EQ(Apply("dyn_path", {bag, Dyn(R"(["right","slope"])")}), Dyn("-1.0"));
}

TEST(Series, Polynomials) {
  const Value fit = Apply("series_fit_poly", {Dyn("[1,4,9,16]"), Dyn("[1,2,3,4]"), Long(2)});
  const Series coefficients = Numbers(Apply("dyn_path", {fit, Dyn("[1]")}));
  ASSERT_EQ(coefficients.size(), 3U);
  EXPECT_NEAR(coefficients[0], 1, 1e-9);
  EXPECT_NEAR(coefficients[1], 0, 1e-9);
}

TEST(Series, SeasonsOfTheDocumentation) {
  EXPECT_EQ(Apply("series_seasonal",
                  {Dyn("[2,5,3,4,3,2,1,2,3,4,3,2,1,2,3,4,3,2,1,2,3,4,3,2,1]"), Long(-1), Long(0)}),
            Dyn("[1.0,2.0,3.0,4.0,3.0,2.0,1.0,2.0,3.0,4.0,3.0,2.0,1.0,2.0,3.0,4.0,3.0,2.0,1.0,2.0,3.0,4.0,3."
                "0,2.0,1.0]"));
  EXPECT_EQ(Apply("series_seasonal", {Dyn("[1,3,5,2,4,6,1,3,5,2,4,6]"), Long(3), Long(0)}),
            Dyn("[1.5,3.5,5.5,1.5,3.5,5.5,1.5,3.5,5.5,1.5,3.5,5.5]"));
}

TEST(Series, PeriodOfTheDocumentation) {
  const Series traffic{80,  139, 87,  110, 68, 54, 50,  51,  53,  133, 86,  141, 97,  156, 94,
                       149, 95,  140, 77,  61, 50, 54,  47,  133, 72,  152, 94,  148, 105, 162,
                       101, 160, 87,  63,  53, 55, 54,  151, 103, 189, 108, 183, 113, 175, 113,
                       178, 90,  71,  62,  62, 65, 165, 109, 181, 115, 182, 121, 178, 114, 170};
  const auto periods = DetectPeriods(traffic, 0, 50, 2);
  ASSERT_FALSE(periods.empty());
  EXPECT_EQ(periods[0].length, 14);
  EXPECT_NEAR(periods[0].score, 0.84, 0.01);
  EXPECT_EQ(periods.size(), 1U);
}

TEST(Series, AnomaliesStandOutOfASeason) {
  // A weekly pattern with one spike and one dip.
  std::string json = "[";
  for (int i = 0; i < 70; ++i) {
    const double base =
        std::vector<double>{10, 12, 15, 14, 11, 4, 3}[static_cast<size_t>(i % 7)] + (i * 7 % 5) * 0.1;
    AppendJsonComma(json);
    AppendJsonReal(json, i == 30 ? base + 12 : i == 51 ? base - 12 : base);
  }
  json += "]";
  const Value result = Apply("series_decompose_anomalies", {Dyn(json), Real(1.5), Long(-1), Text("linefit"),
                                                            Long(0), Text("ctukey"), Real(0.6)});
  const Series flags = Numbers(Apply("dyn_path", {result, Dyn("[0]")}));
  ASSERT_EQ(flags.size(), 70U);
  for (size_t i = 0; i < flags.size(); ++i) EXPECT_EQ(flags[i], i == 30 ? 1 : i == 51 ? -1 : 0) << i;
}

TEST(Series, Filters) {
  EXPECT_EQ(Apply("series_iir", {Dyn("[0,1,2,3,4]"), Dyn("[1]"), Dyn("[1,-1]")}),
            Dyn("[0.0,1.0,3.0,6.0,10.0]"));
  EXPECT_EQ(Apply("series_fir", {Dyn("[2,4,6]"), Dyn("[1,1]"), Value::Null(Type::kBool), Value::Bool(false)}),
            Dyn("[1.0,3.0,5.0]"));
  EXPECT_EQ(
      Apply("series_fir", {Dyn("[2,4,6]"), Dyn("[1,-1]"), Value::Null(Type::kBool), Value::Bool(false)}),
      Dyn("[2.0,2.0,2.0]"));
}

TEST(Series, TransformsTurnBack) {
  const Value original = Dyn("[1.0,5.0,-2.0,0.5,3.0,7.0]");
  const Value there = Apply("series_fft", {original, Value::Null(Type::kDynamic)});
  const Value back =
      Apply("series_ifft", {Apply("dyn_path", {there, Dyn("[0]")}), Apply("dyn_path", {there, Dyn("[1]")})});
  const Series real = Numbers(Apply("dyn_path", {back, Dyn("[0]")})), wanted = Numbers(original);
  ASSERT_EQ(real.size(), wanted.size());
  for (size_t i = 0; i < real.size(); ++i) EXPECT_NEAR(real[i], wanted[i], 1e-9);
}

TEST(Series, NoneOfThemMindsWhatIsNoSeries) {
  for (const char* text : {"[]", "1", "{}", "\"x\"", "[null]", R"(["a"])", "[[1]]"}) {
    for (const char* kernel :
         {"series_fit_line", "series_fit_2lines", "series_abs", "series_sum", "series_magnitude"})
      Apply(kernel, {Dyn(text)});
    Apply("series_decompose", {Dyn(text), Long(-1), Text("linefit"), Long(3), Real(0.6)});
    Apply("series_periods_detect", {Dyn(text), Real(0), Real(100), Long(2)});
    Apply("series_outliers",
          {Dyn(text), Text("tukey"), Value::Null(Type::kReal), Real(10), Real(90), Long(5)});
    Apply("series_fit_poly", {Dyn(text), Value::Null(Type::kDynamic), Long(3)});
  }
}

}  // namespace
}  // namespace harrier::runtime
