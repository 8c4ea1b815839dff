#include "runtime/utf8.h"

#include <gtest/gtest.h>

namespace harrier::runtime {
namespace {

TEST(Utf8, WalksForthAndBackAlike) {
  const std::string text = "a\xC3é€\x80😀\xF0\x9F\xFFz\xED\xA0\x80";
  std::vector<uint32_t> forth, back;
  for (size_t at = 0; at < text.size();) forth.push_back(DecodeNext(text, at));
  for (size_t at = text.size(); at > 0;) back.insert(back.begin(), DecodePrevious(text, at));
  EXPECT_EQ(forth, back);
  std::string again;
  for (const uint32_t c : forth) AppendUtf8(again, c);
  EXPECT_EQ(again, text);
}

TEST(Utf8, Validates) {
  EXPECT_TRUE(IsUtf8("aé€😀"));
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  EXPECT_TRUE(IsAscii("plain text of some length"));
  EXPECT_FALSE(IsAscii("plain text of some lengthé"));
}

TEST(Utf8, CountsAndFindsOffsets) {
  EXPECT_EQ(CountCodePoints("aé€😀"), 4u);
  EXPECT_EQ(ByteOffset("aé€😀", 2), 3u);
  EXPECT_EQ(ByteOffset("abc", 2), 2u);
  EXPECT_EQ(ByteOffset("aé", 9), 3u);
}

}  // namespace
}  // namespace harrier::runtime
