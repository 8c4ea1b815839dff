#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

/// Events as moment and bits of the steps.
Value Spans(const std::vector<std::pair<int64_t, int64_t>>& events, int64_t steps) {
  std::vector<std::vector<Value>> rows;
  for (const auto& [moment, bits] : events)
    rows.push_back({Value::Long(moment), Value::Long(bits), Value::Long(steps)});
  return Gather("sequence_spans", rows);
}

TEST(SequenceSpans, TheFastestWayCounts) {
  EXPECT_EQ(Spans({{0, 1}, {8, 1}, {10, 2}, {30, 4}, {20, 1}}, 3), Dyn("[0,2,22]"));
}

TEST(SequenceSpans, OrderMatters) {
  EXPECT_EQ(Spans({{5, 2}, {9, 1}, {12, 4}}, 3), Dyn("[0,null,null]"));
  EXPECT_EQ(Spans({{5, 2}}, 2), Dyn("[null,null]"));
}

TEST(SequenceSpans, OneMomentIsOneStep) {
  // Both steps are the same state.
  EXPECT_EQ(Spans({{5, 3}}, 2), Dyn("[0,null]"));
  EXPECT_EQ(Spans({{5, 3}, {9, 3}}, 2), Dyn("[0,4]"));
  EXPECT_EQ(Spans({{5, 1}, {5, 2}}, 2), Dyn("[0,null]"));
}

TEST(SequenceSpans, OtherEventsDoNotInterrupt) {
  EXPECT_EQ(Spans({{1, 1}, {2, 0}, {3, 1}, {4, 2}, {9, 2}}, 2), Dyn("[0,1]"));
}

}  // namespace
}  // namespace harrier::runtime
