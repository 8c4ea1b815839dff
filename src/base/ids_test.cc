#include "base/ids.h"

#include <gtest/gtest.h>

#include "base/ticks.h"

namespace harrier {
namespace {

TEST(Ids, OrderedOnesSortByTimeAndHoldIt) {
  SystemIds ids;
  // 2024-01-01T00:00:00Z is 1704067200000 ms after 1970: 0x18cc251f400.
  const int64_t now = kUnixEpochTicks + 1'704'067'200'000 * kTicksPerMillisecond;
  const std::string first = ids.Ordered(now);
  EXPECT_EQ(first.substr(0, 15), "018cc251-f400-7");
  EXPECT_EQ(first.size(), 36U);
  EXPECT_LT(first, ids.Ordered(now + kTicksPerMillisecond));
  EXPECT_NE(first, ids.Ordered(now));
}

TEST(Ids, RandomOnesSayWhatTheyAre) {
  SystemIds ids;
  const std::string id = ids.Random();
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_NE(id, ids.Random());
}

}  // namespace
}  // namespace harrier
