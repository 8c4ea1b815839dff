#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

/// A sketch of the multiples of `step` up to `last`.
std::string SketchOf(int64_t step, int64_t last) {
  std::vector<std::vector<Value>> rows;
  for (int64_t i = step; i <= last; i += step) rows.push_back({Value::Long(i)});
  return Gather("hll_long", rows).text();
}

TEST(HllIntersect, FewValuesAreExact) {
  const std::string sets = fmt::format("[{},{},{}]", SketchOf(2, 100), SketchOf(3, 100), SketchOf(5, 100));
  EXPECT_EQ(Apply("hll_intersections", {Dyn(sets)}), Dyn("[50,16,3]"));
  EXPECT_EQ(Apply("hll_intersections", {Dyn("[" + SketchOf(7, 70) + "]")}), Dyn("[10]"));
}

TEST(HllIntersect, SetsWithNothingInCommon) {
  const std::string sets = fmt::format("[{},{}]", SketchOf(1, 4), SketchOf(5, 20));
  EXPECT_EQ(Apply("hll_intersections", {Dyn(sets)}), Dyn("[4,0]"));
}

TEST(HllIntersect, ManyValuesAreEstimatedAndNeverGrow) {
  const std::string sets = fmt::format("[{},{}]", SketchOf(1, 60000), SketchOf(2, 60000));
  const std::string text = Apply("hll_intersections", {Dyn(sets)}).text();
  long first = 0, second = 0;
  ASSERT_EQ(std::sscanf(text.c_str(), "[%ld,%ld]", &first, &second), 2);
  EXPECT_NEAR(static_cast<double>(first), 60000, 1800);
  EXPECT_NEAR(static_cast<double>(second), 30000, 1800);
}

TEST(HllIntersect, WhatIsNoSketchGivesNull) {
  EXPECT_TRUE(Apply("hll_intersections", {Dyn("[1,2]")}).is_null());
  EXPECT_TRUE(Apply("hll_intersections", {Dyn("{}")}).is_null());
  EXPECT_TRUE(Apply("hll_intersections", {Dyn("[]")}).is_null());
}

}  // namespace
}  // namespace harrier::runtime
