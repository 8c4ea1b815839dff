#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

TEST(StringLength, CountsCodePoints) {
  EXPECT_EQ(Apply("strlen", {Value::String("hällo")}), Value::Long(5));
  EXPECT_EQ(Apply("string_size", {Value::String("hällo")}), Value::Long(6));
}

}  // namespace
}  // namespace harrier::runtime
