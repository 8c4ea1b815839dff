#include <set>

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"
#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

// The values of the page hash().
TEST(Hash, IsXxHash64) {
  EXPECT_EQ(Apply("hash_string", {Value::String("World")}), Value::Long(1846988464401551951));
  EXPECT_EQ(Apply("hash_datetime", {Value::Datetime(*ParseDatetime("2015-01-01"))}),
            Value::Long(1380966698541616202));
  EXPECT_EQ(Apply("hash_modulo", {Value::Long(1846988464401551951), Value::Long(100)}), Value::Long(51));
  // The specification's own test value, over the empty text.
  EXPECT_EQ(Apply("hash_string", {Value::String("")}),
            Value::Long(static_cast<int64_t>(0xEF46DB3751D8E999ULL)));
}

TEST(Hash, CombinedInOrder) {
  auto combine = [](int64_t a, int64_t b) {
    return Apply("hash_combine", {Value::Long(a), Value::Long(b)}).integer();
  };
  EXPECT_EQ(combine(1, 2), combine(1, 2));
  EXPECT_NE(combine(1, 2), combine(2, 1));
  std::set<int64_t> seen;
  for (int64_t a = 0; a < 100; ++a) {
    for (int64_t b = 0; b < 100; ++b) seen.insert(combine(a, b));
  }
  EXPECT_EQ(seen.size(), 10'000u);
}

}  // namespace
}  // namespace harrier::runtime
