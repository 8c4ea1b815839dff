#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value S(std::string s) {
  return Value::String(std::move(s));
}

TEST(TextRegex, Matches) {
  EXPECT_EQ(Apply("matches_regex", {S("Fabrikam"), S("b.*k")}), Value::Bool(true));
  EXPECT_EQ(Apply("matches_regex", {S("Fabrikam"), S("B.*k")}), Value::Bool(false));
  EXPECT_EQ(Apply("matches_regex", {S("josé"), S(R"(^\w+$)")}), Value::Bool(true));
  EXPECT_EQ(Apply("matches_regex", {S("josé"), S(R"(^[\w.-]+$)")}), Value::Bool(true));
  EXPECT_EQ(Apply("matches_regex", {S("a-b_c"), S(R"(^[[:alpha:]\-\_]+$)")}), Value::Bool(true));
  EXPECT_EQ(Apply("matches_regex", {S("a\nb"), S("a.b")}), Value::Bool(false));
  EXPECT_EQ(Apply("matches_regex", {S("€"), S(R"(^\u20AC$)")}), Value::Bool(true));
}

TEST(TextRegex, RefusesABadConstantPattern) {
  const Value args[] = {S("x"), S("(unclosed")};
  const Result<Value> result = Call(*AllKernels().Find("matches_regex"), args);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kSemantic);
  EXPECT_NE(result.error().message.find("(unclosed"), std::string::npos);
}

TEST(TextRegex, Extracts) {
  EXPECT_EQ(Apply("extract", {S("x=([0-9.]+)"), Value::Long(1), S("hello x=45.6|wo")}), S("45.6"));
  EXPECT_EQ(Apply("extract", {S("x=([0-9.]+)"), Value::Long(0), S("hello x=45.6|wo")}), S("x=45.6"));
  EXPECT_EQ(Apply("extract", {S("x=([0-9.]+)"), Value::Long(2), S("hello x=45.6|wo")}), S(""));
  EXPECT_EQ(Apply("extract", {S("(?<user>\\w+)@"), Value::Long(1), S("to josé@b")}), S("josé"));
}

TEST(TextRegex, ExtractsAll) {
  const std::string id = "82b8be2d-dfa7-4bd1-8f63-24ad26d31449";
  EXPECT_EQ(Apply("extract_all", {S("([\\da-f]{2})"), S("82b8-dfa")}), Value::Dynamic(R"(["82","b8","df"])"));
  EXPECT_EQ(
      Apply("extract_all", {S("(\\w)(\\w+)(\\w)"), S(id)}),
      Value::Dynamic(
          R"([["8","2b8be2","d"],["d","fa","7"],["4","bd","1"],["8","f6","3"],["2","4ad26d3144","9"]])"));
  EXPECT_EQ(Apply("extract_all_groups", {S("(\\w)(\\w+)(\\w)"), Value::Dynamic("[1,3]"), S("8bd-dfa7")}),
            Value::Dynamic(R"([["8","d"],["d","7"]])"));
  EXPECT_EQ(Apply("extract_all_groups", {S("(?P<first>\\w)(?P<middle>\\w+)(?P<last>\\w)"),
                                         Value::Dynamic(R"(["first",2,"last"])"), S("8bd")}),
            Value::Dynamic(R"([["8","b","d"]])"));
  EXPECT_TRUE(Apply("extract_all", {S("(x)"), S("abc")}).is_null());
}

TEST(TextRegex, Replaces) {
  EXPECT_EQ(Apply("replace_regex", {S("Number is 1"), S(R"(is (\d+))"), S(R"(was: \1)")}),
            S("Number was: 1"));
  EXPECT_EQ(Apply("replace_regex", {S("abc"), S("x*"), S("-")}), S("-a-b-c-"));
  EXPECT_EQ(Apply("replace_regex", {S("a.b"), S("[.]"), S(R"(\\)")}), S("a\\b"));
  EXPECT_EQ(Apply("replace_regex", {S("é1"), S("\\d"), S("<\\0>")}), S("é<1>"));
}

/// In a group of its own a pattern is searched for without the shortcuts for what it begins with.
TEST(TextRegex, LiteralStartsChangeNothing) {
  const char* patterns[] = {"abc",         "ab*",        "ab+c",       "abc?",      "abc|x",
                            "ab(c|x)",     "ab[|]c",     "ab[\\\\]|x", "ab[]|]c",   "ab[^]]|x",
                            "ab\\.c",      "a\\x62c",    "\\x00",      "\\x62{2}",  "éa?",
                            "abé?",        "abé{0}c",    "\\Qab|x\\E", "(?i)abc",   "ab(?i)C",
                            "a\\tb|x",     "ab$",        "ab\\b",      "ab{2,3}|x", "ab[[:alpha:]]|x",
                            "ab((x)|y)|z", "\\-\\_ab|ab"};
  const std::string texts[] = {"",      "abc",     "xabcabc", "ab",        "abbbc", "ABC",
                               "x",     "ab|c",    "ab\\",    "ab]c",      "ab.c",  "a\tb",
                               "éaabé", "abéab|x", "-_ab-_",  "ababz abx", "abb",   std::string("a\0b\0", 4)};
  for (const std::string pattern : patterns) {
    for (const std::string& text : texts) {
      SCOPED_TRACE(pattern + " in " + text);
      const Value as_it_is = S(pattern), grouped = S("(?:" + pattern + ")");
      for (const char* kernel : {"matches_regex", "count_regex"})
        EXPECT_EQ(Apply(kernel, {S(text), as_it_is}), Apply(kernel, {S(text), grouped}));
      for (const char* rewrite : {"", "-", "<\\0>"}) {
        EXPECT_EQ(Apply("replace_regex", {S(text), as_it_is, S(rewrite)}),
                  Apply("replace_regex", {S(text), grouped, S(rewrite)}));
      }
      EXPECT_EQ(Apply("extract", {as_it_is, Value::Long(0), S(text)}),
                Apply("extract", {grouped, Value::Long(0), S(text)}));
    }
  }
}

TEST(TextRegex, CountsAndFindsPlaces) {
  EXPECT_EQ(Apply("count_regex", {S("ababa"), S("aba")}), Value::Long(1));
  EXPECT_EQ(Apply("count_regex", {S("abcabc"), S("a.c")}), Value::Long(2));
  const auto index = [](std::string s, std::string re, int64_t start, int64_t length, int64_t nth) {
    return Apply("indexof_regex", {S(std::move(s)), S(std::move(re)), Value::Long(start), Value::Long(length),
                                   Value::Long(nth)});
  };
  EXPECT_EQ(index("abcabc", "a.c", 0, -1, 1), Value::Long(0));
  EXPECT_EQ(index("abcabcdefg", "a.c", 0, 9, 2), Value::Long(3));
  EXPECT_EQ(index("abcabc", "a.c", 1, -1, 2), Value::Long(-1));
  EXPECT_EQ(index("ababaa", "a.a", 0, -1, 2), Value::Long(-1));
  EXPECT_EQ(index("éabc", "b", 1, -1, 1), Value::Long(2));
  EXPECT_TRUE(index("abcabc", "a|ab", -1, -1, 1).is_null());
}

TEST(TextRegex, Trims) {
  EXPECT_EQ(Apply("trim_start", {S("https://"), S("https://bing.com")}), S("bing.com"));
  EXPECT_EQ(Apply("trim_end", {S(".com"), S("bing.com")}), S("bing"));
  EXPECT_EQ(Apply("trim_end", {S("[^\\w]+"), S("Te st1// $")}), S("Te st1"));
  EXPECT_EQ(Apply("trim_start", {S("-"), S("---a-")}), S("a-"));
  EXPECT_EQ(Apply("trim_end", {S("-"), S("-a---")}), S("-a"));
  EXPECT_EQ(Apply("trim_end", {S("a|b"), S("cab")}), S("c"));
}

// Kusto docs, regex_quote().
TEST(TextRegex, Quote) {
  const Value quoted = Apply("regex_quote", {Value::String("(so$me.Te^xt)")});
  EXPECT_EQ(quoted.text(), R"(\(so\$me\.Te\^xt\))");
  EXPECT_EQ(Apply("matches_regex", {Value::String("(so$me.Te^xt)"), quoted}), Value::Bool(true));
  EXPECT_EQ(Apply("regex_quote", {Value::String("a b")}).text(), "a b");
}

}  // namespace
}  // namespace harrier::runtime
