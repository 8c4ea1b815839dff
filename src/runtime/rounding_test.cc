#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

const int128 kUnit = int128{1'000'000'000} * 1'000'000'000;

Value BinLong(int64_t v, int64_t size) {
  return Apply("bin_long", {Value::Long(v), Value::Long(size)});
}
Value Round(double v, int64_t digits) {
  return Apply("round_real", {Value::Real(v), Value::Long(digits)});
}

TEST(Rounding, BinsRoundDownBelowZeroToo) {
  EXPECT_EQ(BinLong(7, 5), Value::Long(5));
  EXPECT_EQ(BinLong(-1, 5), Value::Long(-5));
  EXPECT_EQ(BinLong(-5, 5), Value::Long(-5));
  EXPECT_TRUE(BinLong(7, 0).is_null());
  EXPECT_TRUE(BinLong(7, -1).is_null());
  EXPECT_EQ(Apply("bin_real", {Value::Real(-4.5), Value::Real(1)}), Value::Real(-5));
}

TEST(Rounding, DatetimesAreBinnedFromTheFirstTick) {
  EXPECT_EQ(Apply("bin_datetime", {Time("1970-05-11 13:45:07"), Span("1d")}), Time("1970-05-11"));
  // 2019-09-25 is a Wednesday; weeks count from 0001-01-01, a Monday.
  EXPECT_EQ(Apply("bin_datetime", {Time("2019-09-25"), Span("7d")}), Time("2019-09-23"));
  EXPECT_EQ(Apply("bin_timespan", {Span("16d"), Span("7d")}), Span("14d"));
}

TEST(Rounding, BinAtKeepsItsFixedPoint) {
  EXPECT_EQ(Apply("bin_at_real", {Value::Real(6.5), Value::Real(2.5), Value::Real(7)}), Value::Real(4.5));
  EXPECT_EQ(Apply("bin_at_timespan", {Span("1h"), Span("1d"), Span("12h")}), Span("-12h"));
  EXPECT_EQ(Apply("bin_at_datetime", {Time("2017-05-15 10:20:00"), Span("1d"), Time("1970-01-01 12:00:00")}),
            Time("2017-05-14 12:00:00"));
}

TEST(Rounding, HalvesGoAwayFromZero) {
  EXPECT_EQ(Round(2.98765, 3), Value::Real(2.988));
  EXPECT_EQ(Round(2.5, 0), Value::Real(3));
  EXPECT_EQ(Round(-2.5, 0), Value::Real(-3));
  EXPECT_EQ(Round(1234.0, -2), Value::Real(1200));
  EXPECT_EQ(Apply("round_long", {Value::Long(1250), Value::Long(-2)}), Value::Long(1300));
  EXPECT_EQ(Apply("round_decimal", {Value::Decimal(kUnit * 5 / 2), Value::Long(0)}),
            Value::Decimal(kUnit * 3));
}

TEST(Rounding, PlacesBeyondAllDigits) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Round(1234, -400), Value::Real(0));
  EXPECT_EQ(Round(1234, kLeast), Value::Real(0));
  EXPECT_EQ(Apply("round_long", {Value::Long(1234), Value::Long(kLeast)}), Value::Long(0));
  EXPECT_EQ(Apply("round_long", {Value::Long(kMost), Value::Long(-2)}), Value::Long(kMost - 7));
  EXPECT_TRUE(Apply("round_long", {Value::Long(kMost), Value::Long(-1)}).is_null());
}

TEST(Rounding, CeilingsOfDecimals) {
  EXPECT_EQ(Apply("ceiling_decimal", {Value::Decimal(kUnit / 2)}), Value::Decimal(kUnit));
  EXPECT_EQ(Apply("ceiling_decimal", {Value::Decimal(-kUnit / 2)}), Value::Decimal(0));
  EXPECT_EQ(Apply("bin_decimal", {Value::Decimal(-kUnit / 2), Value::Decimal(kUnit)}),
            Value::Decimal(-kUnit));
}

}  // namespace
}  // namespace harrier::runtime
