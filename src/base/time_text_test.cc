#include "base/time_text.h"

#include <gtest/gtest.h>

#include "base/ticks.h"

namespace harrier {
namespace {

std::string Read(std::string_view text) {
  const auto ticks = ParseDatetime(text);
  return ticks ? FormatDatetime(*ticks) : "none";
}

TEST(TimeText, ReadsDatetimes) {
  EXPECT_EQ(Read("2024-01-01"), "2024-01-01T00:00:00.0000000Z");
  EXPECT_EQ(Read("2024-01-01 00:00:00.1234567"), "2024-01-01T00:00:00.1234567Z");
  EXPECT_EQ(Read("2026-11-22T03:58:42.468763+00:00"), "2026-11-22T03:58:42.4687630Z");
  EXPECT_EQ(Read("2024-03-01T01:30:00+02:00"), "2024-02-29T23:30:00.0000000Z");
  EXPECT_EQ(Read("Sat, 8 Nov 2014 15:05:02 GMT"), "2014-11-08T15:05:02.0000000Z");
  EXPECT_EQ(Read("8 Nov 2014"), "2014-11-08T00:00:00.0000000Z");
  EXPECT_EQ(Read("11/8/2014 3:05:02 PM"), "2014-11-08T15:05:02.0000000Z");
  EXPECT_EQ(Read("2017 - 08 - 01"), "2017-08-01T00:00:00.0000000Z");
  EXPECT_EQ(Read("2025, 6, 14"), "2025-06-14T00:00:00.0000000Z");
  EXPECT_EQ(Read("20141108"), "2014-11-08T00:00:00.0000000Z");
  EXPECT_EQ(Read("2024-02-30"), "none");
  EXPECT_EQ(Read("hello"), "none");
  EXPECT_EQ(Read(""), "none");
}

TEST(TimeText, ReadsTimespans) {
  EXPECT_EQ(ParseTimespan("1d"), kTicksPerDay);
  EXPECT_EQ(ParseTimespan("1.5h"), kTicksPerHour * 3 / 2);
  EXPECT_EQ(ParseTimespan("-1.02:03:04.5"),
            -(kTicksPerDay + 2 * kTicksPerHour + 3 * kTicksPerMinute + 4 * kTicksPerSecond + 5'000'000));
  EXPECT_EQ(ParseTimespan("2 days"), 2 * kTicksPerDay);
  EXPECT_EQ(ParseTimespan("nope"), std::nullopt);
}

TEST(TimeText, RefusesTimespansThatDoNotFit) {
  EXPECT_EQ(ParseTimespan("1e30d"), std::nullopt);
  EXPECT_EQ(ParseTimespan("inf"), std::nullopt);
  EXPECT_EQ(ParseTimespan("10675199.02:48:05.4775807"), INT64_MAX);
  EXPECT_EQ(ParseTimespan("10675199.02:48:05.4775808"), std::nullopt);
  EXPECT_EQ(ParseTimespan("-10675199.02:48:05.4775808"), INT64_MIN);
  EXPECT_EQ(FormatTimespan(INT64_MIN), "-10675199.02:48:05.4775808");
}

TEST(TimeText, WritesTimespans) {
  EXPECT_EQ(FormatTimespan(kTicksPerHour + 30 * kTicksPerMinute), "01:30:00");
  EXPECT_EQ(FormatTimespan(kTicksPerDay + kTicksPerMillisecond), "1.00:00:00.0010000");
  EXPECT_EQ(FormatTimespan(-kTicksPerSecond), "-00:00:01");
}

TEST(TimeText, DatesRoundTrip) {
  for (int64_t day = 0; day < 3'652'059; day += 97) EXPECT_EQ(DaysOf(DateOf(day)), day);
  EXPECT_EQ(DaysOf({1970, 1, 1}), kUnixEpochTicks / kTicksPerDay);
}

}  // namespace
}  // namespace harrier
