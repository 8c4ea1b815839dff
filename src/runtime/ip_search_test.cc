#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Has(std::string_view kernel, const char* text, const char* ip) {
  return Apply(kernel, {Value::String(text), Value::String(ip)});
}

TEST(IpSearch, FindsWholeAddresses) {
  EXPECT_EQ(Has("has_ipv4", "05:04:54 127.0.0.1 GET", "127.0.0.1"), Value::Bool(true));
  EXPECT_EQ(Has("has_ipv4", "05:04:54 127.0.0.256 GET", "127.0.0.256"), Value::Bool(false));
  EXPECT_EQ(Has("has_ipv4", "05:04:54127.0.0.1 GET", "127.0.0.1"), Value::Bool(false));
  EXPECT_EQ(Has("has_ipv4", "x 1127.0.0.1", "127.0.0.1"), Value::Bool(false));
  EXPECT_EQ(Has("has_ipv4", "127.0.0.1.5", "127.0.0.1"), Value::Bool(false));
}

TEST(IpSearch, FindsPrefixes) {
  EXPECT_EQ(Has("has_ipv4_prefix", "at 127.0.0.1 GET", "127.0."), Value::Bool(true));
  EXPECT_EQ(Has("has_ipv4_prefix", "at 127.0.0.1 GET", "127.0"), Value::Bool(false));
}

}  // namespace
}  // namespace harrier::runtime
