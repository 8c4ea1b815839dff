#include "hunting/queries/result_diff.h"

#include <gtest/gtest.h>

#include "base/sha256.h"

namespace harrier::hunting {
namespace {

std::vector<store::HuntingResultRow> Rows(const std::vector<std::string>& texts) {
  std::vector<store::HuntingResultRow> out;
  for (const std::string& text : texts) out.push_back({Sha256Of(text), text});
  return out;
}

TEST(ResultDiff, TellsWhatCameAndWent) {
  const auto before = Rows({R"(["a",1])", R"(["b",2])", R"(["b",2])", R"(["c",3])"});
  const auto after = Rows({R"(["b",2])", R"(["d",4])", R"(["a",1])", R"(["a",1])"});
  const ResultDiff diff = DiffOf(before, after, {});
  EXPECT_EQ(diff.added, (std::vector<size_t>{1, 3}));
  EXPECT_EQ(diff.removed, (std::vector<size_t>{2, 3}));
  EXPECT_TRUE(diff.changed.empty());
}

TEST(ResultDiff, RowsWithTheSameKeyHaveChanged) {
  const auto before = Rows({R"(["host1",1,"x"])", R"(["host2",5,"y"])", R"(["host3",1,"z"])"});
  const auto after = Rows({R"(["host3",9,"z"])", R"(["host1",1,"x"])", R"(["host4",5,"y"])"});
  const ResultDiff diff = DiffOf(before, after, std::vector<size_t>{0});
  EXPECT_EQ(diff.changed, (std::vector<ChangedRow>{{2, 0}}));
  EXPECT_EQ(diff.added, std::vector<size_t>{2});
  EXPECT_EQ(diff.removed, std::vector<size_t>{1});
}

TEST(ResultDiff, OfNothing) {
  EXPECT_TRUE(DiffOf({}, {}, {}).added.empty());
  EXPECT_EQ(DiffOf({}, Rows({"[]"}), {}).added, std::vector<size_t>{0});
  EXPECT_EQ(DiffOf(Rows({"[]"}), {}, std::vector<size_t>{0}).removed, std::vector<size_t>{0});
}

}  // namespace
}  // namespace harrier::hunting
