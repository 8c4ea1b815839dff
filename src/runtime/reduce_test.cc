#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

std::string Reduce(const std::vector<std::pair<std::string, int64_t>>& texts, double threshold,
                   std::string_view characters = "") {
  std::vector<std::vector<Value>> rows;
  for (const auto& [text, count] : texts)
    rows.push_back({Text(text), Value::Long(count), Value::Real(threshold), Text(characters)});
  return Gather("reduce_patterns", rows).text();
}

TEST(ReduceTest, FrequentTermsMakeThePattern) {
  EXPECT_EQ(Reduce({{"San Juan", 3}, {"San Jose", 2}, {"Paris", 4}, {"Oslo", 1}}, 0.4),
            R"([["San Juan","San *"],["San Jose","San *"],["Paris","Paris"],["Oslo","others"]])");
}

TEST(ReduceTest, NumbersVary) {
  EXPECT_EQ(Reduce({{"port 80 open", 50}, {"port 443 open", 50}}, 0.1),
            R"([["port 80 open","port * open"],["port 443 open","port * open"]])");
}

TEST(ReduceTest, NeighbouringWildcardsAreOne) {
  EXPECT_EQ(Reduce({{"user: a b failed", 1}, {"user: c d failed", 1}}, 0.1),
            R"([["user: a b failed","user: * failed"],["user: c d failed","user: * failed"]])");
}

TEST(ReduceTest, CharactersSeparateTerms) {
  EXPECT_EQ(Reduce({{"fooZ1", 1}, {"fooZ2", 1}}, 0.1), R"([["fooZ1","others"],["fooZ2","others"]])");
  EXPECT_EQ(Reduce({{"fooZ1", 1}, {"fooZ2", 1}}, 0.1, "Z"), R"([["fooZ1","foo*"],["fooZ2","foo*"]])");
  EXPECT_EQ(Reduce({{"a-b_1", 1}, {"a-b_2", 1}}, 0.1, "_"), R"([["a-b_1","a-b_*"],["a-b_2","a-b_*"]])");
}

TEST(ReduceTest, NothingGivesNothing) {
  EXPECT_EQ(Reduce({}, 0.1), "[]");
  EXPECT_EQ(Reduce({{"", 5}}, 0.1), R"([["","others"]])");
}

}  // namespace
}  // namespace harrier::runtime
