#include "hunting/queries/text_diff.h"

#include <random>

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

std::string Marked(std::string_view before, std::string_view after) {
  std::string out;
  for (const DiffLine& line : DiffLines(before, after)) {
    out += line.kind == DiffLine::Kind::kSame ? ' ' : line.kind == DiffLine::Kind::kAdded ? '+' : '-';
    out += line.text + "|";
  }
  return out;
}

TEST(TextDiff, TellsLines) {
  EXPECT_EQ(Marked("T\n| where a == 1\n| take 5", "T\n| where a == 2\n| project a\n| take 5"),
            " T|-| where a == 1|+| where a == 2|+| project a| | take 5|");
  EXPECT_EQ(Marked("a\nb\n", "a\nb"), " a| b|");
  EXPECT_EQ(Marked("", "a"), "+a|");
  EXPECT_EQ(Marked("a\r\nb", ""), "-a|-b|");
  EXPECT_EQ(Marked("", ""), "");
}

TEST(TextDiff, GivesBothVersionsBack) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    std::string texts[2];
    for (std::string& text : texts) {
      for (size_t n = random() % 12; n > 0; --n)
        text += std::string(1, static_cast<char>('a' + random() % 3)) + "\n";
    }
    std::string before, after;
    for (const DiffLine& line : DiffLines(texts[0], texts[1])) {
      if (line.kind != DiffLine::Kind::kAdded) before += line.text + "\n";
      if (line.kind != DiffLine::Kind::kRemoved) after += line.text + "\n";
    }
    ASSERT_EQ(before, texts[0]);
    ASSERT_EQ(after, texts[1]);
  }
}

}  // namespace
}  // namespace harrier::hunting
