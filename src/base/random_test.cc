#include "base/random.h"

#include <vector>

#include <gtest/gtest.h>

namespace harrier {
namespace {

TEST(Random, SameSeedSameNumbers) {
  Random a(42), b(42), c(43);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const uint64_t x = a.Next();
    EXPECT_EQ(x, b.Next());
    differs |= x != c.Next();
  }
  EXPECT_TRUE(differs);
}

TEST(Random, StaysInItsBounds) {
  Random random(7);
  bool low = false, high = false;
  for (int i = 0; i < 10'000; ++i) {
    const int64_t x = random.Between(-3, 3);
    ASSERT_GE(x, -3);
    ASSERT_LE(x, 3);
    low |= x == -3;
    high |= x == 3;
    ASSERT_LT(random.Below(5), 5u);
    ASSERT_LT(random.Skewed(9), 9u);
  }
  EXPECT_TRUE(low && high);
}

TEST(Random, HasTheMeansItPromises) {
  Random random(11);
  double waiting = 0, normal = 0;
  for (int i = 0; i < 20'000; ++i) {
    waiting += random.Exponential(4.0);
    normal += random.Normal(10.0, 2.0);
  }
  EXPECT_NEAR(waiting / 20'000, 4.0, 0.15);
  EXPECT_NEAR(normal / 20'000, 10.0, 0.1);
}

TEST(Random, ForksDoNotDependOnDraws) {
  Random a(5), b(5);
  a.Next();
  EXPECT_EQ(a.Fork("dns").Next(), b.Fork("dns").Next());
  EXPECT_NE(a.Fork("dns").Next(), a.Fork("web").Next());
}

TEST(StableHash, IsTheSameEverywhere) {
  EXPECT_EQ(StableHash("harrier"), StableHash(std::string("harr") + "ier"));
  EXPECT_NE(StableHash("a"), StableHash("b"));
}

}  // namespace
}  // namespace harrier
