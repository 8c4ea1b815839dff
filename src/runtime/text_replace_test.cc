#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value S(std::string s) {
  return Value::String(std::move(s));
}

TEST(TextReplace, ReplacesPlainText) {
  EXPECT_EQ(Apply("replace_string", {S("a.b.c"), S("."), S("--")}), S("a--b--c"));
  EXPECT_EQ(Apply("replace_string", {S("aaa"), S("aa"), S("b")}), S("ba"));
  EXPECT_EQ(Apply("replace_string", {S("abc"), S(""), S("b")}), S("abc"));
}

TEST(TextReplace, ReplacesSeveralTexts) {
  const auto replace = [](std::string s, std::string from, std::string to) {
    return Apply("replace_strings",
                 {S(std::move(s)), Value::Dynamic(std::move(from)), Value::Dynamic(std::move(to))});
  };
  EXPECT_EQ(replace("turn a cat into a dog", R"(["cat","dog"])", R"(["dog","pigeon"])"),
            S("turn a dog into a pigeon"));
  EXPECT_EQ(replace("This is it", R"(["This","is"])", R"(["This","was"])"), S("This was it"));
  EXPECT_EQ(replace("This is it", R"(["is","This"])", R"(["was","This"])"), S("Thwas was it"));
  // Earlier lookups claim their places first; what overlaps a claimed place stays.
  EXPECT_EQ(replace("abcde", R"(["cd","bc","de","e"])", R"(["1","2","3","4"])"), S("ab14"));
  EXPECT_EQ(replace("aaa", R"(["aa","a"])", R"(["x","y"])"), S("xy"));
  EXPECT_EQ(replace("This is it", R"(["This","is"])", R"([12345,"was"])"), S("This was it"));
}

TEST(TextReplace, TranslatesCharacters) {
  EXPECT_EQ(Apply("translate", {S("abc"), S("x"), S("abc")}), S("xxx"));
  EXPECT_EQ(Apply("translate", {S("abc"), S(""), S("ab")}), S(""));
  EXPECT_EQ(Apply("translate", {S("krasp"), S("otsku"), S("spark")}), S("kusto"));
  EXPECT_EQ(Apply("translate", {S("é"), S("e"), S("café")}), S("cafe"));
}

}  // namespace
}  // namespace harrier::runtime
