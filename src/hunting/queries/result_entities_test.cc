#include "hunting/queries/result_entities.h"

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

const std::vector<std::string> kColumns = {"User", "Address"};
const std::vector<ColumnMapping> kMappings = {{"Account", {{"FullName", "User"}}},
                                              {"IP", {{"Address", "Address"}}}};

ResultEntities Of(const std::vector<std::string>& rows) {
  std::vector<store::HuntingResultRow> kept;
  for (const std::string& row : rows) kept.push_back({"", row});
  return EntitiesOfResult(kMappings, kColumns, kept);
}

std::string Told(const ResultEntities& entities) {
  std::string out;
  for (const ResultEntity& one : entities.entities) {
    out +=
        (out.empty() ? "" : "; ") + one.entity.label() + (one.is_strong ? "!" : "") + (one.is_new ? "*" : "");
    for (const size_t row : one.rows) out += ' ' + std::to_string(row);
  }
  return out;
}

TEST(ResultEntities, AreOneForAllTheirRows) {
  EXPECT_EQ(
      Told(Of({R"(["CORP\\alice","8.8.8.8"])", R"(["corp\\ALICE","10.0.0.1"])", R"(["bob","10.0.0.1"])"})),
      "CORP\\alice!* 0 1; 8.8.8.8!* 0; 10.0.0.1* 1 2; bob* 2");
}

TEST(ResultEntities, OnlyThoseThatWereNotThereAreNew) {
  ResultEntities now = Of({R"(["CORP\\alice","8.8.8.8"])", R"(["bob","10.0.0.1"])", R"(["eve","1.1.1.1"])"});
  MarkNew(now, Of({R"(["corp\\alice","10.0.0.1"])", R"(["Bob","1.1.1.1"])"}));
  EXPECT_EQ(Told(now), "CORP\\alice! 0; 8.8.8.8!* 0; bob 1; 10.0.0.1 1; eve* 2; 1.1.1.1! 2");
}

TEST(ResultEntities, DropsTellMappingRowsAndReason) {
  const ResultEntities told = Of({R"(["SYSTEM",""])", R"(["alice",""])", R"(["system","8.8.8.8"])"});
  ASSERT_EQ(told.dropped.size(), 3U);
  EXPECT_EQ(told.dropped[0].mapping, 0U);
  EXPECT_NE(told.dropped[0].reason.find("'SYSTEM'"), std::string::npos);
  EXPECT_EQ(told.dropped[0].rows, std::vector<size_t>{0});
  EXPECT_EQ(told.dropped[1].mapping, 1U);
  EXPECT_EQ(told.dropped[1].reason, "column 'Address' is empty");
  EXPECT_EQ(told.dropped[1].count, 2U);
  EXPECT_EQ(told.dropped[1].rows, (std::vector<size_t>{0, 1}));
  std::vector<std::string> many(50, R"(["alice",""])");
  EXPECT_EQ(Of(many).dropped[0].count, 50U);
  EXPECT_EQ(Of(many).dropped[0].rows.size(), kMostDropRows);
}

}  // namespace
}  // namespace harrier::hunting
