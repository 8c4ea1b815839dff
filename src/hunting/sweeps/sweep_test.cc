#include "hunting/sweeps/sweep.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/ticks.h"

namespace harrier::hunting {
namespace {

std::string Refusal(std::string_view text) {
  const auto sweep = AcceptSweep(ParseObject(text));
  return sweep ? "accepted" : sweep.error().message;
}

TEST(Sweep, TimesAreInTheirBounds) {
  EXPECT_EQ(Refusal(R"({"displayName":"s","every":"PT6H"})"), "accepted");
  EXPECT_NE(Refusal(R"({"displayName":"s","every":"PT1M"})").find("properties.every must be a duration"),
            std::string::npos);
  EXPECT_NE(Refusal(R"({"displayName":"s","every":"6h"})").find("it is '6h'"), std::string::npos);
  EXPECT_NE(Refusal(R"({"displayName":"s","every":"P1D","lookback":"P365D"})").find("properties.lookback"),
            std::string::npos);
  EXPECT_EQ(Refusal(R"({"every":"P1D"})"), "properties.displayName is missing");
  const Sweep sweep = AcceptSweep(ParseObject(R"({"displayName":"s","every":"PT6H"})")).value();
  EXPECT_TRUE(sweep.enabled);
  EXPECT_EQ(sweep.lookback_ticks(), 6 * kTicksPerHour);
  EXPECT_TRUE(
      AcceptSweep(ParseObject(R"({"displayName":"s","every":"PT6H","enabled":null})")).value().enabled);
  EXPECT_FALSE(
      AcceptSweep(ParseObject(R"({"displayName":"s","every":"PT6H","enabled":false})")).value().enabled);
}

TEST(SweepFilter, TakesWhatFulfilsAllItsParts) {
  HuntingQuery query;
  query.id = "q";
  query.source = "Custom";
  query.tactics = {"Execution"};
  query.techniques = {"T1059.001"};
  EXPECT_TRUE(SweepFilter{}.Takes(query));
  EXPECT_TRUE((SweepFilter{{}, {"Persistence", "execution"}, {}, {}}).Takes(query));
  EXPECT_TRUE((SweepFilter{{}, {}, {"T1059"}, {"Custom"}}).Takes(query));
  EXPECT_FALSE((SweepFilter{{}, {}, {"T105"}, {}}).Takes(query));
  EXPECT_FALSE((SweepFilter{{"other"}, {"Execution"}, {}, {}}).Takes(query));
}

}  // namespace
}  // namespace harrier::hunting
