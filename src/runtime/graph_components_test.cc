#include <gtest/gtest.h>

#include "runtime/kernel.h"

namespace harrier::runtime {
namespace {

std::string Components(std::string_view kind, const std::vector<std::pair<int64_t, int64_t>>& edges) {
  const AggregateKernel* kernel = AllKernels().FindAggregate(fmt::format("graph_components_{}", kind));
  std::vector<std::vector<Value>> rows;
  for (const auto& [from, to] : edges) rows.push_back({Value::Long(from), Value::Long(to)});
  return Aggregate(*kernel, rows).value().text();
}

TEST(GraphComponents, WeakOnesIgnoreDirections) {
  EXPECT_EQ(Components("weak", {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {4, 2}, {1, 3}}), "[0,1,0,1,2]");
  EXPECT_EQ(Components("weak", {}), "[]");
}

TEST(GraphComponents, StrongOnesNeedWaysBothWays) {
  // 1 → 2 → 3 → 1 and 3 → 4 → 5 → 4, 6 alone.
  EXPECT_EQ(Components("strong", {{1, 2}, {2, 3}, {3, 1}, {3, 4}, {4, 5}, {5, 4}, {6, 6}}), "[0,0,0,1,1,2]");
  EXPECT_EQ(Components("strong", {{1, 2}, {2, 3}}), "[0,1,2]");
}

TEST(GraphComponents, NumbersWithoutANodeHaveNone) {
  EXPECT_EQ(Components("weak", {{1, 1}, {3, 3}}), "[0,null,1]");
  EXPECT_EQ(Components("strong", {{2, 4}, {4, 2}}), "[null,0,null,0]");
}

TEST(GraphComponents, DeepGraphsNeedNoStack) {
  std::vector<std::pair<int64_t, int64_t>> chain;
  for (int64_t i = 1; i < 200'000; ++i) chain.emplace_back(i, i + 1);
  chain.emplace_back(200'000, 1);
  const std::string all = Components("strong", chain);
  EXPECT_EQ(all.find('1'), std::string::npos);
}

}  // namespace
}  // namespace harrier::runtime
