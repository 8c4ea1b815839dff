#include "runtime/pattern_miner.h"

#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

/// "value/value, weight" of each pattern, `*` for any value, sorted.
std::vector<std::string> Told(const PatternTable& table) {
  std::vector<std::string> out;
  for (const Pattern& pattern : table.patterns) {
    std::string text;
    for (const int32_t item : pattern.items) {
      if (!text.empty()) text += '/';
      text += item < 0 ? "*" : table.items[static_cast<size_t>(item)];
    }
    out.push_back(fmt::format("{} {}", text, pattern.a));
  }
  std::sort(out.begin(), out.end());
  return out;
}

PatternRows Storms() {
  PatternRows rows;
  rows.Add(R"(["hail","no"])", 6, 0);
  rows.Add(R"(["wind","no"])", 2, 0);
  rows.Add(R"(["wind","yes"])", 2, 0);
  return rows;
}

TEST(PatternMiner, FindsWhatIsFrequent) {
  const PatternTable table = MinePatterns(Storms(), {0.2, 5});
  EXPECT_EQ(Told(table), (std::vector<std::string>{R"("hail"/"no" 6)", R"("wind"/"no" 2)",
                                                   R"("wind"/"yes" 2)", R"("wind"/* 4)", R"(*/"no" 8)"}));
  EXPECT_EQ(table.total_a, 10);
}

TEST(PatternMiner, LeavesOutWhatIsNot) {
  EXPECT_EQ(Told(MinePatterns(Storms(), {0.5, 5})),
            (std::vector<std::string>{R"("hail"/"no" 6)", R"(*/"no" 8)"}));
}

TEST(PatternMiner, DimensionsCountWithoutWhatFollows) {
  // hail implies no, so that the pair has one dimension of its own.
  EXPECT_EQ(
      Told(MinePatterns(Storms(), {0.2, 1})),
      (std::vector<std::string>{R"("hail"/"no" 6)", R"("wind"/"yes" 2)", R"("wind"/* 4)", R"(*/"no" 8)"}));
}

TEST(PatternMiner, ASharedValueIsInEveryPattern) {
  PatternRows rows;
  rows.Add(R"([1,"x"])", 1, 0);
  rows.Add(R"([1,"y"])", 1, 0);
  EXPECT_EQ(Told(MinePatterns(rows, {0.3, 5})),
            (std::vector<std::string>{R"(1/"x" 1)", R"(1/"y" 1)", "1/* 2"}));
}

TEST(PatternMiner, TheOrderOfRowsDoesNotMatter) {
  PatternRows left, right;
  for (int i = 0; i < 200; ++i) {
    const auto row = [](int n) { return fmt::format("[{},{},{}]", n % 3, n % 5, n % 7); };
    left.Add(row(i), 1, i % 2);
    right.Add(row(199 - i), 1, (199 - i) % 2);
  }
  const PatternTable a = MinePatterns(left, {0.05, 5}), b = MinePatterns(right, {0.05, 5});
  std::vector<const Pattern*> all_a, all_b;
  for (const Pattern& p : a.patterns) all_a.push_back(&p);
  for (const Pattern& p : b.patterns) all_b.push_back(&p);
  EXPECT_FALSE(all_a.empty());
  EXPECT_EQ(PatternsJson(a, all_a), PatternsJson(b, all_b));
}

/// Every closed pattern of random rows, found by trying all sets of values.
TEST(PatternMiner, AgreesWithTryingEverything) {
  uint32_t seed = 1;
  const auto next = [&] { return seed = seed * 1664525 + 1013904223, seed >> 24; };
  for (int round = 0; round < 30; ++round) {
    std::vector<std::array<uint32_t, 4>> data(40);
    PatternRows rows;
    for (auto& row : data) {
      for (size_t c = 0; c < 4; ++c) row[c] = next() % (c < 2 ? 2 : 3);
      if (next() % 2 == 0) row[3] = row[0];
      rows.Add(fmt::format("[{},{},{},{}]", row[0], row[1], row[2], row[3]), 1, 0);
    }
    std::set<std::string> wanted;
    constexpr uint32_t kAny = 3;
    for (uint32_t code = 0; code < 256; ++code) {
      const std::array<uint32_t, 4> pattern = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3};
      std::vector<const std::array<uint32_t, 4>*> matching;
      for (const auto& row : data) {
        bool matches = true;
        for (size_t c = 0; c < 4; ++c) matches = matches && (pattern[c] == kAny || pattern[c] == row[c]);
        if (matches) matching.push_back(&row);
      }
      if (matching.size() < 4) continue;
      std::string text;
      bool closed = code != 255;
      for (size_t c = 0; c < 4; ++c) {
        const bool same = std::all_of(matching.begin(), matching.end(),
                                      [&](const auto* row) { return (*row)[c] == (*matching[0])[c]; });
        if (pattern[c] == kAny && same) closed = false;
        text += (c > 0 ? "/" : "") + (pattern[c] == kAny ? "*" : std::to_string(pattern[c]));
      }
      if (closed) wanted.insert(fmt::format("{} {}", text, matching.size()));
    }
    const std::vector<std::string> got = Told(MinePatterns(rows, {0.1, 4}));
    EXPECT_EQ(std::set<std::string>(got.begin(), got.end()), wanted) << "round " << round;
    EXPECT_EQ(got.size(), wanted.size());
  }
}

TEST(Patterns, BasketPutsTheMostTellingFirst) {
  std::vector<std::vector<Value>> rows;
  const auto add = [&](std::string_view values, int64_t times) {
    rows.push_back({Dyn(values), Value::Real(static_cast<double>(times)), Value::Real(0.2), Value::Long(5)});
  };
  add(R"(["hail","no"])", 6);
  add(R"(["wind","no"])", 2);
  add(R"(["wind","yes"])", 2);
  EXPECT_EQ(Gather("basket", rows),
            Dyn(R"([[6,0,10,0,["hail"],["no"]],[8,0,10,0,null,["no"]],[4,0,10,0,["wind"],null],)"
                R"([2,0,10,0,["wind"],["yes"]],[2,0,10,0,["wind"],["no"]]])"));
}

TEST(Patterns, DiffpatternsTakesTheGreatestDifference) {
  std::vector<std::vector<Value>> rows;
  const auto add = [&](std::string_view values, double a, double b) {
    rows.push_back({Dyn(values), Value::Real(a), Value::Real(b), Value::Real(0.05), Value::Long(5)});
  };
  add(R"(["east","error"])", 8, 1);
  add(R"(["east","fine"])", 0, 4);
  add(R"(["west","fine"])", 2, 5);
  // error is in 80 % of A and in 10 % of B, always in the east; what is left is west.
  EXPECT_EQ(Gather("diffpatterns", rows),
            Dyn(R"([[8,1,10,10,["east"],["error"]],[2,9,10,10,null,["fine"]]])"));
}

TEST(Patterns, DiffpatternsTextFindsWordsByTheirPlace) {
  std::vector<std::vector<Value>> rows;
  const auto add = [&](std::string_view text, bool in_a) {
    rows.push_back({Text(text), Value::Bool(in_a), Value::Real(0.2), Value::Long(2), Value::Long(20)});
  };
  for (int i = 0; i < 10; ++i) {
    add(fmt::format("login of user{} failed badly", i), true);
    add(fmt::format("session of user{} closed", i), false);
  }
  EXPECT_EQ(Gather("diffpatterns_text", rows),
            Dyn(R"([[10,0,10,10,"login of * failed badly"],[0,10,10,10,"session of * closed"]])"));
}

TEST(Patterns, AutoclusterCoversTheTable) {
  std::vector<std::vector<Value>> rows;
  for (int i = 0; i < 100; ++i) {
    const std::string_view values = i < 60 ? R"(["web","GET"])" : R"(["db","QUERY"])";
    const std::string row = fmt::format("{},{}]", values.substr(0, values.size() - 1), i);
    rows.push_back({Dyn(row), Value::Real(1), Value::Real(0.5), Value::Long(25)});
  }
  EXPECT_EQ(Gather("autocluster", rows),
            Dyn(R"([[40,0,100,0,["db"],["QUERY"],null],[60,0,100,0,["web"],["GET"],null]])"));
}

}  // namespace
}  // namespace harrier::runtime
