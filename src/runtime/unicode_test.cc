#include "runtime/unicode.h"

#include <gtest/gtest.h>

namespace harrier::runtime {
namespace {

std::string Folded(std::string_view s) {
  std::string out;
  AppendFolded(out, s);
  return out;
}

TEST(Unicode, KnowsTermCharacters) {
  for (const uint32_t c : {uint32_t{'a'}, uint32_t{'Z'}, uint32_t{'0'}, 0xE9u, 0x416u, 0x4E2Du, 0x1F600u}) {
    EXPECT_EQ(IsTermCharacter(c), c != 0x1F600u) << c;
  }
  for (const uint32_t c : {uint32_t{'_'}, uint32_t{'-'}, uint32_t{'@'}, uint32_t{'['}, uint32_t{'{'},
                           uint32_t{'/'}, uint32_t{':'}, 0xD7u, 0x2014u, 0x3002u}) {
    EXPECT_FALSE(IsTermCharacter(c)) << c;
  }
}

TEST(Unicode, FoldsCase) {
  EXPECT_EQ(Folded("ÀÉŸ ΣΑΣ ЖЯ Ⱥ"), Folded("àéÿ σας жя ⱥ"));
  EXPECT_EQ(Folded("µ"), Folded("μ"));
  EXPECT_EQ(Folded("ẞ"), "ß");
  EXPECT_EQ(Folded("a\xFF"
                   "B"),
            "a\xFF"
            "b");
}

TEST(Unicode, NeverEntersAscii) {
  EXPECT_EQ(FoldCase(0x212A), 0x212Au);  // the Kelvin sign is not k
  EXPECT_EQ(FoldCase(0x17F), 0x17Fu);    // the long s is not s
  for (uint32_t c = 0x80; c < 0x30000; ++c) {
    ASSERT_GE(FoldCase(c), 0x80u) << c;
    ASSERT_EQ(FoldCase(FoldCase(c)), FoldCase(c)) << c;
  }
}

TEST(Unicode, MapsCase) {
  std::string out;
  AppendUpper(out, "straße éя");
  EXPECT_EQ(out, "STRAßE ÉЯ");
  out.clear();
  AppendLower(out, "STRASSE ÉЯ");
  EXPECT_EQ(out, "strasse éя");
}

}  // namespace
}  // namespace harrier::runtime
