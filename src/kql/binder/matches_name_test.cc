#include <gtest/gtest.h>

#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

TEST(MatchesName, StarsStandForAnyText) {
  EXPECT_TRUE(MatchesName("Device*", "DeviceEvents"));
  EXPECT_TRUE(MatchesName("*Events", "DeviceEvents"));
  EXPECT_TRUE(MatchesName("D*e*s", "DeviceEvents"));
  EXPECT_TRUE(MatchesName("*", ""));
  EXPECT_TRUE(MatchesName("a**", "a"));
  EXPECT_FALSE(MatchesName("Device*", "deviceEvents"));
  EXPECT_FALSE(MatchesName("D*x", "DeviceEvents"));
  EXPECT_FALSE(MatchesName("*aab", "aaaab_"));
  EXPECT_TRUE(MatchesName("*aab", "aaaab"));
}

TEST(MatchesName, ManyStarsEndSoon) {
  std::string pattern = "S";
  for (int i = 0; i < 60; ++i) pattern += "*e";
  EXPECT_FALSE(MatchesName(pattern + "*x", "S" + std::string(200, 'e')));
}

}  // namespace
}  // namespace harrier::kql
