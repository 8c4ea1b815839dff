#include "hunting/bookmarks/query_values.h"

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

constexpr const char* kQuery =
    "declare query_parameters(who: string, n: long = 3); T | where Who == who and N == n";

TEST(QueryValues, ComeBackFromTheRemark) {
  const std::string text = WithValues(kQuery, R"({"who":"e\"ve"})");
  EXPECT_EQ(text, std::string("// parameters: {\"who\":\"e\\\"ve\"}\n") + kQuery);
  const auto values = ValuesIn(text);
  ASSERT_TRUE(values.has_value()) << values.error().message;
  EXPECT_EQ(values->literals.size(), 1U);
  EXPECT_EQ(values->values.at("who"), "e\"ve");
  const auto both = ValuesIn(WithValues(kQuery, R"({"who":"eve","n":4})"));
  ASSERT_TRUE(both.has_value()) << both.error().message;
  EXPECT_EQ(both->literals.size(), 2U);
}

TEST(QueryValues, AreMissedAndNotNeeded) {
  EXPECT_FALSE(ValuesIn(kQuery).has_value());
  EXPECT_EQ(WithValues("T", ""), "T");
  const auto none = ValuesIn("// a remark\nT | take 1");
  ASSERT_TRUE(none.has_value());
  EXPECT_TRUE(none->literals.empty());
}

}  // namespace
}  // namespace harrier::hunting
