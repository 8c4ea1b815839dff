#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

TEST(Ipv4, Ranges) {
  EXPECT_EQ(Apply("ipv4_is_private", {Value::String("10.1.2.3")}), Value::Bool(true));
  EXPECT_EQ(Apply("ipv4_is_private", {Value::String("8.8.8.8")}), Value::Bool(false));
  EXPECT_EQ(Apply("ipv4_is_private", {Value::String("300.1.1.1")}), Value::Null(Type::kBool));
  EXPECT_EQ(Apply("ipv4_is_in_range", {Value::String("192.168.1.5"), Value::String("192.168.1.0/24")}),
            Value::Bool(true));
  EXPECT_EQ(Apply("ipv4_is_in_range", {Value::String("192.168.2.5"), Value::String("192.168.1.0/24")}),
            Value::Bool(false));
  EXPECT_EQ(Apply("ipv4_compare", {Value::String("1.2.3.4"), Value::String("1.2.3.5"), Value::Long(24)}),
            Value::Long(0));
  EXPECT_EQ(Apply("parse_ipv4", {Value::String("127.0.0.1")}), Value::Long(2130706433));
}

TEST(Ipv4, Formats) {
  EXPECT_EQ(Apply("format_ipv4_string", {Value::String("192.168.1.1/24"), Value::Long(32)}).text(),
            "192.168.1.0");
  EXPECT_EQ(Apply("format_ipv4_mask_string", {Value::String("192.168.1.1"), Value::Long(24)}).text(),
            "192.168.1.0/24");
  EXPECT_EQ(Apply("format_ipv4_string", {Value::String("192.168.1.1"), Value::Long(-1)}).text(), "");
  EXPECT_EQ(Apply("format_ipv4_long", {Value::Long(2130706433), Value::Long(32)}).text(), "127.0.0.1");
}

}  // namespace
}  // namespace harrier::runtime
