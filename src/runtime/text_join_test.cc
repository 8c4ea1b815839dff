#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value S(std::string s) {
  return Value::String(std::move(s));
}

TEST(TextJoin, Concatenates) {
  EXPECT_EQ(Apply("strcat", {S("a"), S(""), S("b")}), S("ab"));
  EXPECT_EQ(Apply("strcat_delim", {S("-"), S("1"), S("2"), S("A")}), S("1-2-A"));
  EXPECT_EQ(Apply("strcat_array", {Value::Dynamic(R"([1,"b",null,{"c":2}])"), S("->")}),
            S(R"(1->b->->{"c":2})"));
  EXPECT_EQ(Apply("strcat_array", {Value::Null(Type::kDynamic), S("->")}), S(""));
}

TEST(TextJoin, Repeats) {
  EXPECT_EQ(Apply("strrep", {S("ABC"), Value::Long(2), S("")}), S("ABCABC"));
  EXPECT_EQ(Apply("strrep", {S("123"), Value::Long(3), S(".")}), S("123.123.123"));
  EXPECT_EQ(Apply("strrep", {S("x"), Value::Long(-1), S(".")}), S(""));
  EXPECT_EQ(Apply("strrep", {S(""), Value::Long(INT64_MAX), S("")}), S(""));
}

}  // namespace
}  // namespace harrier::runtime
