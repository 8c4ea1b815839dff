#include "runtime/needle_scan.h"

#include <random>

#include <gtest/gtest.h>

#include "runtime/kernel.h"

namespace harrier::runtime {
namespace {

std::string RandomText(std::mt19937& random, size_t length) {
  static const std::string_view kPieces[] = {"a", "A",    "b",      "B", "ab", "aB", " ", "-",
                                             "_", "1",    "[",      "{", "é",  "É",  "я", "Я",
                                             "€", "\xFF", "\u212A", "k", "K",  "ſ",  "s"};
  std::string s;
  while (s.size() < length) {
    const bool wide = random() % 8 == 0;
    s += kPieces[random() % (wide ? std::size(kPieces) : 12)];
  }
  return s;
}

TEST(NeedleScan, AgreesWithNeedlesOneByOne) {
  std::mt19937 random(11);
  size_t found = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<NeedleRule> rules;
    std::vector<Needle> needles;
    for (size_t n = random() % 40; n > 0; --n) {
      rules.push_back(
          {RandomText(random, random() % 5), static_cast<TextMatch>(random() % 7), random() % 3 != 0});
      needles.emplace_back(rules.back().text, rules.back().how, rules.back().ignore_case);
    }
    const NeedleScan scan(rules);
    NeedleScan::Session session(scan);
    for (int i = 0; i < 50; ++i) {
      const std::string text = RandomText(random, random() % 80);
      std::vector<uint32_t> expected;
      for (uint32_t n = 0; n < needles.size(); ++n) {
        if (needles[n].Matches(text)) expected.push_back(n);
      }
      found += expected.size();
      ASSERT_EQ(session.Find(text), expected) << text;
      ASSERT_EQ(session.HasAny(text), !expected.empty()) << text;
    }
  }
  EXPECT_GT(found, 1000U);
}

TEST(NeedleScan, SessionsAreIndependent) {
  const NeedleScan scan({{"mimikatz"}, {"psexec"}});
  NeedleScan::Session one(scan);
  NeedleScan::Session two(scan);
  EXPECT_EQ(one.Find("run mimikatz and psexec"), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(two.Find("psexec.exe"), std::vector<uint32_t>{1});
  EXPECT_TRUE(one.Find("mimikatz2").empty());
}

TEST(NeedlesIn, GivesTheNumbersOfTheRules) {
  const Kernel* kernel = AllKernels().Find("needles_in");
  ASSERT_NE(kernel, nullptr);
  const auto numbers = [&](std::string_view text, std::string_view rules) {
    const auto result =
        Call(*kernel, std::vector{Value::String(std::string(text)), Value::Dynamic(std::string(rules))});
    return !result ? result.error().message : result->is_null() ? "null" : result->text();
  };
  // has, has, contains_cs; two needles of one rule.
  const std::string rules = R"([[7,"alpha",1,true],[7,"beta",1,true],[12,"Gam",0,false]])";
  EXPECT_EQ(numbers("Alpha beta", rules), "[7]");
  EXPECT_EQ(numbers("beta xGamma", rules), "[7,12]");
  EXPECT_EQ(numbers("gamma alphabet", rules), "null");
  EXPECT_EQ(numbers("", rules), "null");
  EXPECT_EQ(numbers("", R"([[1,"",1,true]])"), "[1]");
  EXPECT_EQ(numbers("x", R"([[1,"x"]])"), "needles_in: the rules are not well formed");
}

}  // namespace
}  // namespace harrier::runtime
