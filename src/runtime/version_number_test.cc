#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Version(const char* text) {
  return Apply("parse_version", {Value::String(text)});
}

TEST(VersionNumber, Order) {
  const char* const kInOrder[] = {"0.0.0.5",
                                  "0.0.3",
                                  "0.0.7.0",
                                  "0.1.2.0",
                                  "0.2",
                                  "0.10",
                                  "1.2.3.4",
                                  "1.3",
                                  "1.10",
                                  "2",
                                  "99999999.99999999.99999999.99999999"};
  for (size_t i = 1; i < std::size(kInOrder); ++i)
    EXPECT_LT(Version(kInOrder[i - 1]).decimal(), Version(kInOrder[i]).decimal()) << kInOrder[i];
}

TEST(VersionNumber, MissingPartsAreZero) {
  EXPECT_EQ(Version("1.0"), Version("1.0.0.0"));
  EXPECT_EQ(Version("01.2"), Version("1.2"));
  EXPECT_EQ(Version("0.0.0.5"), Value::Decimal(5));
}

TEST(VersionNumber, WhatIsNoneIsNull) {
  for (const char* text : {"", ".", "1.", ".1", "1.2.3.4.5", "1.x", "123456789", "-1", "1 .2"})
    EXPECT_TRUE(Version(text).is_null()) << text;
}

}  // namespace
}  // namespace harrier::runtime
