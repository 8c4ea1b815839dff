#include "base/text_position.h"

#include <gtest/gtest.h>

namespace harrier {
namespace {

TEST(TextPosition, CountsLinesAndCharacters) {
  constexpr std::string_view kText = "T\r\n| where \xC3\xA9 == 1\n";
  EXPECT_EQ(PositionOf(kText, 0).line, 1U);
  const TextPosition at = PositionOf(kText, static_cast<uint32_t>(kText.find("==")));
  EXPECT_EQ(at.line, 2U);
  EXPECT_EQ(at.column, 10U);
  EXPECT_EQ(PositionOf(kText, 1000).line, 3U);
  EXPECT_EQ(LineOf(kText, 1), "T");
  EXPECT_EQ(LineOf(kText, 2), "| where \xC3\xA9 == 1");
  EXPECT_EQ(LineOf(kText, 9), "");
}

}  // namespace
}  // namespace harrier
