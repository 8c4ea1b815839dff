#include "ingest/field_value.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace harrier::ingest {
namespace {

/// The value as it lies in a column of the type, or "no".
std::string Convert(Type type, FieldKind kind, std::string_view text) {
  runtime::ColumnBuilder column(type);
  if (!AppendField(column, {"f", kind, text})) return column.size() == 0 ? "no" : "half";
  const Value value = runtime::ValueAt(column.View(), 0);
  if (value.is_null()) return "null";
  switch (type) {
    case Type::kBool:
      return value.boolean() ? "true" : "false";
    case Type::kDatetime:
      return FormatDatetime(value.integer());
    case Type::kInt:
    case Type::kLong:
    case Type::kTimespan:
      return std::to_string(value.integer());
    case Type::kReal:
      return fmt::format("{}", value.real());
    default:
      return value.text();
  }
}

constexpr auto kNumber = FieldKind::kNumber;
constexpr auto kString = FieldKind::kString;
constexpr auto kText = FieldKind::kText;
constexpr auto kBool = FieldKind::kBool;
constexpr auto kJson = FieldKind::kJson;

TEST(AppendField, TakesNumbersInTheirForms) {
  EXPECT_EQ(Convert(Type::kLong, kNumber, "12"), "12");
  EXPECT_EQ(Convert(Type::kLong, kString, " -12 "), "-12");
  EXPECT_EQ(Convert(Type::kLong, kString, "0x3e7"), "999");
  EXPECT_EQ(Convert(Type::kLong, kNumber, "12.0"), "12");
  EXPECT_EQ(Convert(Type::kLong, kNumber, "12.5"), "no");
  EXPECT_EQ(Convert(Type::kLong, kString, "12 apples"), "no");
  EXPECT_EQ(Convert(Type::kLong, kNumber, "9223372036854775808"), "no");
  EXPECT_EQ(Convert(Type::kInt, kNumber, "2147483648"), "no");
  EXPECT_EQ(Convert(Type::kLong, kBool, "true"), "no");
  EXPECT_EQ(Convert(Type::kLong, kString, ""), "null");
  EXPECT_EQ(Convert(Type::kReal, kString, "1.5"), "1.5");
  EXPECT_EQ(Convert(Type::kReal, kString, "one"), "no");
  EXPECT_EQ(Convert(Type::kBool, kString, "True"), "true");
  EXPECT_EQ(Convert(Type::kBool, kNumber, "0"), "false");
  EXPECT_EQ(Convert(Type::kBool, kNumber, "2"), "no");
}

TEST(AppendField, KeepsTextAsItIs) {
  EXPECT_EQ(Convert(Type::kString, kString, "0x3e7"), "0x3e7");
  EXPECT_EQ(Convert(Type::kString, kNumber, "1.50"), "1.50");
  EXPECT_EQ(Convert(Type::kString, kBool, "true"), "true");
  EXPECT_EQ(Convert(Type::kString, kJson, "{ \"a\" : \"x y\" }"), "{\"a\":\"x y\"}");
  EXPECT_EQ(Convert(Type::kString, FieldKind::kNull, ""), "");
}

TEST(AppendField, TakesTimesInAllForms) {
  EXPECT_EQ(Convert(Type::kDatetime, kString, "2024-02-29T12:00:00.1234567Z"),
            "2024-02-29T12:00:00.1234567Z");
  EXPECT_EQ(Convert(Type::kDatetime, kNumber, "1588205199.82437"), "2020-04-30T00:06:39.8243700Z");
  EXPECT_EQ(Convert(Type::kDatetime, kNumber, "1588205199824"), "2020-04-30T00:06:39.8240000Z");
  EXPECT_EQ(Convert(Type::kDatetime, kNumber, "1588205199824370"), "2020-04-30T00:06:39.8243700Z");
  EXPECT_EQ(Convert(Type::kDatetime, kNumber, "1588205199824370123"), "2020-04-30T00:06:39.8243701Z");
  EXPECT_EQ(Convert(Type::kDatetime, kString, "1604996384.965"), "2020-11-10T08:19:44.9650000Z");
  EXPECT_EQ(Convert(Type::kDatetime, kText, "20240229"), "2024-02-29T00:00:00.0000000Z");
  EXPECT_EQ(Convert(Type::kDatetime, kNumber, "7"), "no");
  EXPECT_EQ(Convert(Type::kDatetime, kString, "yesterday"), "no");
  EXPECT_EQ(Convert(Type::kTimespan, kString, "00:00:01"), "10000000");
}

TEST(AppendField, ReadsJsonInTextsForDynamicColumns) {
  EXPECT_EQ(Convert(Type::kDynamic, kString, "[1, 2]"), "[1,2]");
  EXPECT_EQ(Convert(Type::kDynamic, kString, "[1, 2"), "\"[1, 2\"");
  EXPECT_EQ(Convert(Type::kDynamic, kString, "x"), "\"x\"");
  EXPECT_EQ(Convert(Type::kDynamic, kNumber, "1"), "1");
  EXPECT_EQ(Convert(Type::kDynamic, kString, ""), "null");
}

std::string_view Guess(std::initializer_list<Field> fields) {
  TypeGuess guess;
  for (const Field& field : fields) guess.See(field);
  return TypeName(guess.type());
}

TEST(TypeGuess, FindsTheTypeThatFitsAll) {
  EXPECT_EQ(Guess({{"f", kNumber, "1"}, {"f", kNumber, "2"}}), "long");
  EXPECT_EQ(Guess({{"f", kNumber, "1"}, {"f", kNumber, "2.5"}}), "real");
  EXPECT_EQ(Guess({{"f", kNumber, "1"}, {"f", kString, "x"}}), "string");
  EXPECT_EQ(Guess({{"f", kString, "2024-01-01T00:00:00Z"}, {"f", kString, ""}}), "datetime");
  EXPECT_EQ(Guess({{"f", kString, "2024-01-01T00:00:00Z"}, {"f", kString, "x"}}), "string");
  EXPECT_EQ(Guess({{"f", kJson, "{}"}, {"f", kString, "x"}}), "dynamic");
  EXPECT_EQ(Guess({{"f", kBool, "true"}}), "bool");
  EXPECT_EQ(Guess({{"f", kText, "12"}, {"f", kText, "-3"}}), "long");
  EXPECT_EQ(Guess({{"f", kText, "012"}}), "string");
  EXPECT_EQ(Guess({{"f", kText, "True"}}), "bool");
  EXPECT_EQ(Guess({{"f", kNumber, "99999999999999999999"}}), "real");
}

}  // namespace
}  // namespace harrier::ingest
