#include "runtime/text_needle.h"

#include <random>

#include <gtest/gtest.h>

#include "runtime/unicode.h"
#include "runtime/utf8.h"

namespace harrier::runtime {
namespace {

bool IsTermAt(std::string_view s, size_t at) {
  return at < s.size() && IsTermCharacter(DecodeNext(s, at));
}
bool IsTermBefore(std::string_view s, size_t at) {
  return at > 0 && IsTermCharacter(DecodePrevious(s, at));
}

/// The rule as it is told, place by place, over text folded beforehand.
bool Expected(std::string_view text, std::string_view needle, TextMatch how, bool ignore_case) {
  std::string t(text), n(needle);
  if (ignore_case) {
    t.clear(), n.clear();
    AppendFolded(t, text);
    AppendFolded(n, needle);
  }
  if (how == TextMatch::kEquals) return t == n;
  if (n.empty()) return true;
  for (size_t at = t.find(n); at != t.npos; at = t.find(n, at + 1)) {
    const size_t end = at + n.size();
    const bool before = IsTermAt(n, 0) && IsTermBefore(t, at);
    const bool behind = IsTermBefore(n, n.size()) && IsTermAt(t, end);
    const bool fits = how == TextMatch::kContains     ? true
                      : how == TextMatch::kHas        ? !before && !behind
                      : how == TextMatch::kHasPrefix  ? !before
                      : how == TextMatch::kHasSuffix  ? !behind
                      : how == TextMatch::kStartsWith ? at == 0
                                                      : end == t.size();
    if (fits) return true;
  }
  return false;
}

std::string RandomText(std::mt19937& random, size_t length) {
  static const std::string_view kPieces[] = {"a", "A", "b", "B", "ab", "aB", " ",    "-", "_", "1", "[",
                                             "{", "é", "É", "я", "Я",  "€",  "\xFF", "@", "`", "Ⱥ", "ⱥ"};
  std::string s;
  while (s.size() < length) {
    const bool wide = random() % 8 == 0;
    s += kPieces[random() % (wide ? std::size(kPieces) : 12)];
  }
  return s;
}

TEST(Needle, AgreesWithTheRuleOnRandomTexts) {
  std::mt19937 random(7);
  size_t found = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text = RandomText(random, random() % 120);
    std::string needle = RandomText(random, random() % 12);
    if (random() % 2 == 0 && !text.empty()) {
      size_t from = random() % text.size();
      while (from > 0 && IsContinuation(text[from])) --from;
      size_t to = std::min(text.size(), from + random() % 40);
      while (to < text.size() && IsContinuation(text[to])) ++to;
      needle = text.substr(from, to - from);
      if (random() % 2 == 0) {
        std::string upper;
        AppendUpper(upper, needle);
        needle = upper;
      }
    }
    for (int how = 0; how <= static_cast<int>(TextMatch::kEquals); ++how) {
      for (const bool ignore_case : {false, true}) {
        const auto match = static_cast<TextMatch>(how);
        Needle it(needle, match, ignore_case);
        const bool want = Expected(text, needle, match, ignore_case);
        found += want;
        ASSERT_EQ(it.Matches(text), want) << '[' << text << "] [" << needle << "] " << how << ignore_case;
        it.UseAnyProcessor();
        ASSERT_EQ(it.Matches(text), want) << '[' << text << "] [" << needle << "] " << how << ignore_case;
      }
    }
  }
  EXPECT_GT(found, 20000u);
}

TEST(Needle, MatchesRowsAsItMatchesOne) {
  std::mt19937 random(11);
  ColumnBuilder column(Type::kString);
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    texts.push_back(RandomText(random, random() % 90));
    column.AppendText(texts.back());
  }
  const ColumnView view = column.View();
  for (const auto how : {TextMatch::kHas, TextMatch::kContains, TextMatch::kStartsWith}) {
    for (const std::string_view text : {"ab", "a", "AB-a", "é", ""}) {
      const Needle needle(text, how, true);
      std::vector<uint8_t> out(texts.size());
      needle.MatchRows(static_cast<const StringCell*>(view.data), texts.size(), out.data());
      for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(out[i] != 0, needle.Matches(texts[i])) << texts[i];
    }
  }
}

}  // namespace
}  // namespace harrier::runtime
