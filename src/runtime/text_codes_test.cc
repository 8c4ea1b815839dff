#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

TEST(TextCodes, ThereAndBack) {
  const Value codes = Apply("unicode_codepoints_from_string", {Value::String("Ku⒯😀")});
  EXPECT_EQ(codes, Value::Dynamic("[75,117,9391,128512]"));
  EXPECT_EQ(Apply("unicode_codepoints_to_string", {codes}), Value::String("Ku⒯😀"));
  EXPECT_EQ(Apply("unicode_codepoints_to_string",
                  {Value::Dynamic("75"), Value::Dynamic("[117,55555]"), Value::Null(Type::kDynamic)}),
            Value::String("Ku"));
}

TEST(TextCodes, Classes) {
  EXPECT_EQ(Apply("isascii", {Value::String("ab")}), Value::Bool(true));
  EXPECT_EQ(Apply("isascii", {Value::String("é")}), Value::Bool(false));
  EXPECT_EQ(Apply("isutf8", {Value::String("é")}), Value::Bool(true));
  EXPECT_EQ(Apply("isutf8", {Value::String("\xC3")}), Value::Bool(false));
}

}  // namespace
}  // namespace harrier::runtime
