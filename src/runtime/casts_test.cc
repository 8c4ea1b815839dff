#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

const int128 kUnit = int128{1'000'000'000} * 1'000'000'000;

std::string AsText(double v) {
  return Apply("real_to_string", {Value::Real(v)}).text();
}

TEST(Casts, RealsAreWrittenWithoutCulture) {
  EXPECT_EQ(AsText(1.0), "1");
  EXPECT_EQ(AsText(1.5), "1.5");
  EXPECT_EQ(AsText(-0.1), "-0.1");
  EXPECT_EQ(AsText(1e10), "10000000000");
  EXPECT_EQ(AsText(1e100), "1E+100");
  EXPECT_EQ(AsText(1.5e-7), "1.5E-07");
  EXPECT_EQ(AsText(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(AsText(std::nan("")), "NaN");
}

TEST(Casts, NullIsTheEmptyText) {
  for (const auto& [kernel, type] : {std::pair("long_to_string", Type::kLong),
                                     {"real_to_string", Type::kReal},
                                     {"datetime_to_string", Type::kDatetime},
                                     {"dynamic_to_string", Type::kDynamic}}) {
    EXPECT_EQ(Apply(kernel, {Value::Null(type)}), Text("")) << kernel;
  }
}

TEST(Casts, TextsThatAreNoNumberGiveNull) {
  EXPECT_EQ(Apply("string_to_long", {Text(" 42 ")}), Value::Long(42));
  EXPECT_EQ(Apply("string_to_long", {Text("0x1F")}), Value::Long(31));
  EXPECT_EQ(Apply("string_to_long", {Text("-9223372036854775808")}), Value::Long(INT64_MIN));
  EXPECT_EQ(Apply("string_to_long", {Text("3.7")}), Value::Long(3));
  for (const char* text : {"", "x", "4x", "9223372036854775808", "0x", "1 2", "--1"})
    EXPECT_TRUE(Apply("string_to_long", {Text(text)}).is_null()) << text;
  EXPECT_TRUE(Apply("string_to_int", {Text("2147483648")}).is_null());
  EXPECT_EQ(Apply("string_to_int", {Text("2147483647")}), Value::Int(INT32_MAX));
  EXPECT_EQ(Apply("string_to_real", {Text("1e3")}), Value::Real(1000));
  EXPECT_TRUE(Apply("string_to_real", {Text("one")}).is_null());
}

TEST(Casts, RealsAreCutOff) {
  EXPECT_EQ(Apply("real_to_long", {Value::Real(-2.9)}), Value::Long(-2));
  EXPECT_TRUE(Apply("real_to_long", {Value::Real(1e19)}).is_null());
  EXPECT_TRUE(Apply("real_to_long", {Value::Real(std::nan(""))}).is_null());
}

TEST(Casts, BoolsReadWordsAndNumbers) {
  EXPECT_EQ(Apply("string_to_bool", {Text("True")}), Value::Bool(true));
  EXPECT_EQ(Apply("string_to_bool", {Text("0")}), Value::Bool(false));
  EXPECT_EQ(Apply("string_to_bool", {Text("123")}), Value::Bool(true));
  EXPECT_TRUE(Apply("string_to_bool", {Text("yes")}).is_null());
  EXPECT_EQ(Apply("bool_to_string", {Value::Bool(true)}), Text("true"));
}

TEST(Casts, DecimalsKeepTheirDigits) {
  EXPECT_EQ(Apply("string_to_decimal", {Text("123.45678")}), Value::Decimal(kUnit / 100'000 * 12'345'678));
  EXPECT_EQ(Apply("decimal_to_string", {Value::Decimal(-kUnit / 4)}), Text("-0.25"));
  EXPECT_EQ(Apply("decimal_to_long", {Value::Decimal(kUnit * 7 + kUnit / 2)}), Value::Long(7));
}

TEST(Casts, DynamicsGiveWhatTheyHold) {
  EXPECT_EQ(Apply("dynamic_to_string", {Dyn(R"("a\"b")")}), Text("a\"b"));
  EXPECT_EQ(Apply("dynamic_to_string", {Dyn("[1,2]")}), Text("[1,2]"));
  EXPECT_EQ(Apply("dynamic_to_long", {Dyn(R"("12")")}), Value::Long(12));
  EXPECT_EQ(Apply("dynamic_to_long", {Dyn("3")}), Value::Long(3));
  EXPECT_TRUE(Apply("dynamic_to_long", {Dyn("[3]")}).is_null());
  EXPECT_EQ(Apply("dynamic_to_datetime", {Dyn(R"("2024-02-29")")}), Time("2024-02-29"));
  EXPECT_EQ(Apply("string_to_dynamic", {Text("a\n")}), Dyn(R"("a\n")"));
  EXPECT_EQ(Apply("datetime_to_dynamic", {Time("2024-02-29")}), Dyn(R"("2024-02-29T00:00:00.0000000Z")"));
}

TEST(Casts, GuidsAreReadInAllForms) {
  const Value guid = Apply("string_to_guid", {Text("{70FC66F7-8279-44fc-9092-d364d70fce44}")});
  EXPECT_EQ(Apply("guid_to_string", {guid}), Text("70fc66f7-8279-44fc-9092-d364d70fce44"));
  EXPECT_EQ(Apply("string_to_guid", {Text("70fc66f7827944fc9092d364d70fce44")}), guid);
  EXPECT_TRUE(Apply("string_to_guid", {Text("70fc66f7")}).is_null());
}

TEST(Casts, EveryTextOfALongReadsBack) {
  uint64_t v = 1;
  for (int i = 0; i < 1000; ++i) {
    v = v * 6364136223846793005ULL + 1442695040888963407ULL;
    const Value value = Value::Long(static_cast<int64_t>(v >> (v % 60)));
    EXPECT_EQ(Apply("string_to_long", {Apply("long_to_string", {value})}), value);
    double real;
    std::memcpy(&real, &v, sizeof real);
    if (!std::isfinite(real)) continue;
    EXPECT_EQ(Apply("string_to_real", {Apply("real_to_string", {Value::Real(real)})}), Value::Real(real))
        << real;
  }
}

}  // namespace
}  // namespace harrier::runtime
