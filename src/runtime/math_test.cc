#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

Value Of(std::string_view kernel, double x) {
  return Apply(kernel, {Value::Real(x)});
}

TEST(Math, OutOfTheDomainIsNull) {
  EXPECT_TRUE(Of("log", -1).is_null());
  EXPECT_TRUE(Of("sqrt", -1).is_null());
  EXPECT_TRUE(Of("acos", 2).is_null());
  EXPECT_NEAR(Of("log", 5).real(), 1.6094379124341003, 1e-15);
  EXPECT_EQ(Of("sqrt", 256), Value::Real(16));
}

TEST(Math, BetaDistribution) {
  const auto beta = [](std::string_view kernel, double x, double a, double b) {
    return Apply(kernel, {Value::Real(x), Value::Real(a), Value::Real(b)});
  };
  EXPECT_NEAR(beta("beta_inv", 0.1, 10, 20).real(), 0.226415022388749, 1e-12);
  EXPECT_TRUE(beta("beta_inv", 1.5, 10, 20).is_null());
  EXPECT_TRUE(std::isnan(beta("beta_inv", 0.1, -1, 20).real()));
  EXPECT_NEAR(beta("beta_pdf", 0.5, 10, 20).real(), 0.746176019310951, 1e-12);
  EXPECT_TRUE(std::isnan(beta("beta_pdf", 1.5, 10, 20).real()));
  for (const double p : {0.01, 0.3, 0.5, 0.99})
    EXPECT_NEAR(beta("beta_cdf", beta("beta_inv", p, 2, 3).real(), 2, 3).real(), p, 1e-12);
  // The mean of parameters whose sum is too large for a real is on neither side of x.
  EXPECT_FALSE(beta("beta_cdf", 0.5, 1.7e308, 1.7e308).real() > 1);
  EXPECT_FALSE(beta("beta_inv", 0.5, 1.7e308, 1.7e308).is_null());
}

TEST(Math, ExtremesLeaveNullsOut) {
  EXPECT_EQ(Apply("max_of_long", {Value::Long(1), Value::Null(Type::kLong)}), Value::Long(1));
  EXPECT_EQ(Apply("min_of_long", {Value::Long(1), Value::Long(-3)}), Value::Long(-3));
  EXPECT_TRUE(Apply("max_of_real", {Value::Null(Type::kReal), Value::Null(Type::kReal)}).is_null());
  EXPECT_EQ(Apply("max_of_string", {Text("a"), Text("b")}), Text("b"));
}

TEST(Math, RandomValuesAreInTheirRange) {
  const Kernel* below = AllKernels().Find("rand_below");
  ASSERT_TRUE(below->is_volatile);
  for (int i = 0; i < 1000; ++i) {
    const int64_t v = Apply("rand_below", {Value::Long(7)}).integer();
    EXPECT_TRUE(v >= 0 && v < 7) << v;
  }
  const Guid guid = Apply("new_guid", {}).guid();
  EXPECT_EQ(guid.high >> 12 & 0xF, 4U);  // version
}

}  // namespace
}  // namespace harrier::runtime
