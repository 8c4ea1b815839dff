#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value S(std::string s) {
  return Value::String(std::move(s));
}
Value L(int64_t v) {
  return Value::Long(v);
}

TEST(TextSlice, Substring) {
  const auto part = [](std::string s, int64_t start, int64_t length) {
    return Apply("substring", {S(std::move(s)), L(start), L(length)});
  };
  EXPECT_EQ(part("123456", 1, INT64_MAX), S("23456"));
  EXPECT_EQ(part("123456", 2, 2), S("34"));
  EXPECT_EQ(part("123456", -2, 2), S("56"));
  EXPECT_EQ(part("123456", -9, 2), S("12"));
  EXPECT_EQ(part("123456", 6, 2), S(""));
  EXPECT_EQ(part("123456", 0, -1), S(""));
  EXPECT_EQ(part("aé€😀z", 1, 3), S("é€😀"));
}

TEST(TextSlice, IndexOf) {
  const auto index = [](std::string s, std::string m, int64_t start = 0, int64_t length = -1,
                        int64_t nth = 1) {
    return Apply("indexof", {S(std::move(s)), S(std::move(m)), L(start), L(length), L(nth)});
  };
  EXPECT_EQ(index("abcdefg", "cde"), L(2));
  EXPECT_EQ(index("abcdefg", "cde", 1, 4), L(2));
  EXPECT_EQ(index("abcdefg", "cde", 1, 2), L(-1));
  EXPECT_EQ(index("abcdefg", "cde", 3, 4), L(-1));
  EXPECT_EQ(index("abcdefg", "cde", -5), L(2));
  EXPECT_EQ(index("abcdefgabcdefg", "cde", 1, 10, 2), L(9));
  EXPECT_EQ(index("abcdefgabcdefg", "cde", 1, 9, 2), L(-1));
  EXPECT_EQ(index("abcdefgabcdefg", "cde", 1, -1, 3), L(-1));
  EXPECT_EQ(index("éa", "a"), L(1));
  EXPECT_TRUE(index("abc", "b", 0, -2).is_null());
}

TEST(TextSlice, Split) {
  EXPECT_EQ(Apply("split", {S("a__b"), S("_")}), Value::Dynamic(R"(["a","","b"])"));
  EXPECT_EQ(Apply("split", {S(""), S("_")}), Value::Dynamic(R"([""])"));
  EXPECT_EQ(Apply("split", {S("aabbcc"), S("bb")}), Value::Dynamic(R"(["aa","cc"])"));
  EXPECT_EQ(Apply("split_at", {S("aaa_bbb_ccc"), S("_"), L(1)}), Value::Dynamic(R"(["bbb"])"));
  EXPECT_TRUE(Apply("split_at", {S("aaa"), S("_"), L(1)}).is_null());
}

TEST(TextSlice, CountsReversesCompares) {
  EXPECT_EQ(Apply("countof", {S("aaaa"), S("aa")}), L(3));
  EXPECT_EQ(Apply("countof", {S("ababa"), S("aba")}), L(2));
  EXPECT_EQ(Apply("reverse", {S("aé😀")}), S("😀éa"));
  EXPECT_EQ(Apply("strcmp", {S("ABC"), S("abc")}), L(-1));
  EXPECT_EQ(Apply("strcmp", {S("b"), S("a")}), L(1));
  EXPECT_EQ(Apply("strcmp", {S("a"), S("a")}), L(0));
}

}  // namespace
}  // namespace harrier::runtime
