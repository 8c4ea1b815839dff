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

// Kusto docs, ipv4_range_to_cidr_list().
TEST(Ipv4, RangesOfASpan) {
  auto ranges = [](const char* from, const char* to) {
    return Apply("ipv4_range_to_cidr_list", {Value::String(from), Value::String(to)});
  };
  EXPECT_EQ(ranges("1.1.128.0", "1.1.140.255").text(), R"(["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"])");
  EXPECT_EQ(ranges("0.0.0.0", "255.255.255.255").text(), R"(["0.0.0.0/0"])");
  EXPECT_EQ(ranges("10.0.0.1", "10.0.0.1").text(), R"(["10.0.0.1/32"])");
  EXPECT_EQ(ranges("0.0.0.1", "0.0.0.4").text(), R"(["0.0.0.1/32","0.0.0.2/31","0.0.0.4/32"])");
  EXPECT_TRUE(ranges("10.0.0.2", "10.0.0.1").is_null());
  EXPECT_TRUE(ranges("x", "10.0.0.1").is_null());
}

}  // namespace
}  // namespace harrier::runtime
