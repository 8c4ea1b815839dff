#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

const int128 kUnit = int128{1'000'000'000} * 1'000'000'000;

Value OnLongs(std::string_view kernel, int64_t a, int64_t b) {
  return Apply(kernel, {Value::Long(a), Value::Long(b)});
}

TEST(Arithmetic, LongsWrap) {
  EXPECT_EQ(OnLongs("add_long", INT64_MAX, 1), Value::Long(INT64_MIN));
  EXPECT_EQ(OnLongs("subtract_long", INT64_MIN, 1), Value::Long(INT64_MAX));
  EXPECT_EQ(OnLongs("multiply_long", INT64_MAX, 2), Value::Long(-2));
  EXPECT_EQ(OnLongs("divide_long", INT64_MIN, -1), Value::Long(INT64_MIN));
}

TEST(Arithmetic, DivisionTruncatesAndZeroGivesNull) {
  EXPECT_EQ(OnLongs("divide_long", 7, 2), Value::Long(3));
  EXPECT_EQ(OnLongs("divide_long", -7, 2), Value::Long(-3));
  EXPECT_TRUE(OnLongs("divide_long", 7, 0).is_null());
  EXPECT_TRUE(OnLongs("modulo_long", 7, 0).is_null());
}

TEST(Arithmetic, RemaindersAreNotNegative) {
  EXPECT_EQ(OnLongs("modulo_long", -7, 3), Value::Long(2));
  EXPECT_EQ(OnLongs("modulo_long", 7, 3), Value::Long(1));
  EXPECT_EQ(OnLongs("modulo_long", INT64_MIN, -1), Value::Long(0));
}

TEST(Arithmetic, DecimalsAreExact) {
  const auto half = Value::Decimal(kUnit / 2), third = Value::Decimal(kUnit / 3);
  EXPECT_EQ(Apply("multiply_decimal", {half, half}), Value::Decimal(kUnit / 4));
  EXPECT_EQ(Apply("divide_decimal", {Value::Decimal(kUnit), Value::Decimal(3 * kUnit)}), third);
  EXPECT_TRUE(Apply("divide_decimal", {half, Value::Decimal(0)}).is_null());
  const auto big = Value::Decimal(kUnit * 1'000'000'000'000);
  EXPECT_TRUE(Apply("multiply_decimal", {big, big}).is_null());
}

TEST(Arithmetic, DatetimesStayInTheirRange) {
  EXPECT_EQ(Apply("add_datetime", {Time("2024-02-28"), Span("1d")}), Time("2024-02-29"));
  EXPECT_TRUE(Apply("subtract_datetime", {Time("0001-01-01"), Span("1tick")}).is_null());
  EXPECT_TRUE(Apply("add_datetime", {Time("9999-12-31"), Span("1d")}).is_null());
}

TEST(Arithmetic, ShiftsCountModulo64) {
  EXPECT_EQ(OnLongs("binary_shift_left", 1, 4), Value::Long(16));
  EXPECT_EQ(OnLongs("binary_shift_left", 1, 64), Value::Long(1));
  EXPECT_EQ(OnLongs("binary_shift_right", 16, 4), Value::Long(1));
  EXPECT_EQ(Apply("bitset_count_ones", {Value::Long(42)}), Value::Long(3));
  EXPECT_EQ(Apply("bitset_count_ones", {Value::Long(-1)}), Value::Long(64));
}

}  // namespace
}  // namespace harrier::runtime
