#include "runtime/json_text.h"

#include <gtest/gtest.h>

namespace harrier::runtime {
namespace {

std::string Quoted(std::string_view s) {
  std::string out;
  AppendJsonString(out, s);
  return out;
}

std::string Real(double v) {
  std::string out;
  AppendJsonReal(out, v);
  return out;
}

TEST(JsonText, EscapesWhatJsonDemands) {
  EXPECT_EQ(Quoted("a\"b\\c\n\x01é/"), R"("a\"b\\c\n\u0001é/")");
  EXPECT_EQ(Quoted("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
}

TEST(JsonText, UnquotesWhatItQuotes) {
  const std::string text = "tab\t quote\" back\\ é € 😀 \x1f end";
  std::string back;
  ASSERT_TRUE(UnquoteJson(back, Quoted(text)));
  EXPECT_EQ(back, text);
}

TEST(JsonText, UnquotesSurrogatePairs) {
  std::string out;
  ASSERT_TRUE(UnquoteJson(out, R"("\ud83d\ude00\u00e9\ud83d")"));
  EXPECT_EQ(out, "😀é\xEF\xBF\xBD");
  out.clear();
  EXPECT_FALSE(UnquoteJson(out, R"("\x")"));
  EXPECT_FALSE(UnquoteJson(out, "plain"));
}

TEST(JsonText, WritesRealsThatStayReals) {
  EXPECT_EQ(Real(1), "1.0");
  EXPECT_EQ(Real(0.1), "0.1");
  EXPECT_EQ(Real(-0.0), "-0.0");
  EXPECT_EQ(Real(1e20), "1E+20");
  EXPECT_EQ(Real(1.5e-7), "1.5E-07");
  EXPECT_EQ(Real(123456789012345), "123456789012345.0");
  EXPECT_EQ(Real(std::nan("")), "\"NaN\"");
}

TEST(JsonText, SplitsArraysAndObjects) {
  std::vector<std::string_view> items;
  ASSERT_TRUE(JsonArrayItems(R"([1, "a,]", {"b":[2]} ,null])", items));
  EXPECT_EQ(items, (std::vector<std::string_view>{"1", R"("a,]")", R"({"b":[2]})", "null"}));
  items.clear();
  EXPECT_TRUE(JsonArrayItems("[]", items));
  EXPECT_TRUE(items.empty());
  EXPECT_FALSE(JsonArrayItems("[1", items));
  EXPECT_FALSE(JsonArrayItems("{}", items));
  std::vector<std::pair<std::string_view, std::string_view>> members;
  ASSERT_TRUE(JsonObjectItems(R"({"a":1, "b\"":[{}]})", members));
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[1].first, R"("b\"")");
  EXPECT_EQ(members[1].second, "[{}]");
}

TEST(JsonText, ReadsTextsOfAnArray) {
  EXPECT_EQ(JsonTexts(R"(["a", 1.5, null, true])"), (std::vector<std::string>{"a", "1.5", "true"}));
  EXPECT_EQ(JsonTexts(R"("one")"), (std::vector<std::string>{"one"}));
}

}  // namespace
}  // namespace harrier::runtime
