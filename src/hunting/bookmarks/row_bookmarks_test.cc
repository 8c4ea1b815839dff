#include "hunting/bookmarks/row_bookmarks.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/time_text.h"

namespace harrier::hunting {
namespace {

class RowBookmarks : public testing::Test {
 protected:
  RowBookmarks() {
    result_.shared.query = "T";
    result_.shared.labels = {"l"};
    result_.query_name = "Odd logons";
    result_.columns = {"TimeGenerated", "User", "Count"};
    result_.time_column = "TimeGenerated";
    result_.mappings = {{"Account", {{"FullName", "User"}}}};
    result_.now = *ParseDatetime("2026-02-03T04:05:06Z");
  }
  std::string Made(const char* row) {
    const auto bookmark = BookmarkOf(result_, json::parse(row).as_array(), dropped_);
    return bookmark ? json::serialize(ToJson(*bookmark)) : bookmark.error().message;
  }

  BookmarkedResult result_;
  std::vector<DroppedMapping> dropped_;
};

TEST_F(RowBookmarks, HaveTheRowItsTimeAndItsEntities) {
  EXPECT_EQ(
      Made(R"(["2026-01-02T03:04:05.6789Z","CORP\\eve",3])"),
      R"({"displayName":"Odd logons 2026-01-02T03:04:05Z","query":"T",)"
      R"("queryResult":"{\"TimeGenerated\":\"2026-01-02T03:04:05.6789Z\",\"User\":\"CORP\\\\eve\",\"Count\":3}",)"
      R"("labels":["l"],"eventTime":"2026-01-02T03:04:05.6789000Z",)"
      R"("entityMappings":[{"entityType":"Account","fieldMappings":[{"identifier":"FullName","value":"CORP\\eve"}]}],)"
      R"("tactics":[],"techniques":[]})");
  EXPECT_TRUE(dropped_.empty());
}

TEST_F(RowBookmarks, DoWithoutATimeOrAnEntity) {
  EXPECT_EQ(Made(R"([null,"",3])"),
            R"({"displayName":"Odd logons 2026-02-03T04:05:06Z","query":"T",)"
            R"("queryResult":"{\"TimeGenerated\":null,\"User\":\"\",\"Count\":3}","labels":["l"],)"
            R"("entityMappings":[],"tactics":[],"techniques":[]})");
  ASSERT_EQ(dropped_.size(), 1U);
  EXPECT_EQ(dropped_[0].reason, "column 'User' is empty");
  result_.shared.display_name = "given";
  EXPECT_EQ(Made(R"([null,"",3])").substr(0, 25), R"({"displayName":"given","q)");
}

TEST_F(RowBookmarks, RefuseWhatDoesNotFit) {
  EXPECT_EQ(Made("[1]"), "it has 1 cells; the result has 3 columns");
  result_.needs_time = true;
  EXPECT_EQ(Made(R"(["soon","u",3])"), "its column 'TimeGenerated' holds no time");
}

TEST_F(RowBookmarks, TimesAndNamesHaveDefaults) {
  EXPECT_EQ(TimeColumnOf({"a", "Timestamp", "TimeGenerated"}, {"datetime", "", ""}), "TimeGenerated");
  EXPECT_EQ(TimeColumnOf({"a", "Timestamp"}, {"datetime", ""}), "Timestamp");
  EXPECT_EQ(TimeColumnOf({"a", "b"}, {"string", "datetime"}), "b");
  EXPECT_EQ(TimeColumnOf({"a", "b"}, {}), "");
  EXPECT_EQ(NameOfText("// remark\n\n  T | take 1  \n| count"), "T | take 1");
  EXPECT_EQ(NameOfText(std::string(100, 'x')), std::string(80, 'x') + "…");
  EXPECT_EQ(NameOfText("// only a remark"), "Query");
}

}  // namespace
}  // namespace harrier::hunting
