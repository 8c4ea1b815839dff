#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Match(const char* a, const char* b, int64_t prefix = 128) {
  return Apply("ipv6_is_match", {Value::String(a), Value::String(b), Value::Long(prefix)});
}

// The values of the page ipv6_is_match().
TEST(Ipv6, Matches) {
  EXPECT_EQ(Match("192.168.1.1/24", "192.168.1.255"), Value::Bool(true));
  EXPECT_EQ(Match("192.168.1.1", "::ffff:c0a8:0101"), Value::Bool(true));
  EXPECT_EQ(Match("fe80::85d:e82c:9446:7994/120", "fe80::85d:e82c:9446:7998"), Value::Bool(true));
  EXPECT_EQ(Match("fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7998"), Value::Bool(false));
  EXPECT_EQ(Match("nonsense", "::1"), Value::Null(Type::kBool));
}

TEST(Ipv6, Canonical) {
  EXPECT_EQ(
      Apply("parse_ipv6_mask", {Value::String("fe80::85d:e82c:9446:7994/120"), Value::Long(124)}).text(),
      "fe80:0000:0000:0000:085d:e82c:9446:7900");
  EXPECT_EQ(Apply("parse_ipv6_mask", {Value::String("192.168.255.255"), Value::Long(120)}).text(),
            "0000:0000:0000:0000:0000:ffff:c0a8:ff00");
}

// Kusto docs, parse_ipv6_mask(), ipv6_is_match().
TEST(Ipv6, DotsBehindColonsAreAnIpv4Address) {
  auto canonical = [](const char* ip) {
    return Apply("parse_ipv6_mask", {Value::String(ip), Value::Long(128)}).text();
  };
  EXPECT_EQ(canonical("::192.168.255.255"), "0000:0000:0000:0000:0000:ffff:c0a8:ffff");
  EXPECT_EQ(canonical("::192.168.255.255/24"), "0000:0000:0000:0000:0000:ffff:c0a8:ff00");
  EXPECT_EQ(canonical("64:ff9b::192.168.255.255"), "0064:ff9b:0000:0000:0000:0000:c0a8:ffff");
  EXPECT_EQ(canonical("::c0a8:ffff"), "0000:0000:0000:0000:0000:0000:c0a8:ffff");
}

}  // namespace
}  // namespace harrier::runtime
