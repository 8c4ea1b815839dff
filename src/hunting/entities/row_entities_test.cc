#include "hunting/entities/row_entities.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

const std::vector<std::string> kColumns = {"User", "Domain", "Addresses", "Extra"};

/// "label; label / reason; reason" of the row.
std::string Told(const std::vector<ColumnMapping>& mappings, std::string_view row) {
  const json::value cells = json::parse(row);
  const RowEntities found = EntitiesOfRow(mappings, kColumns, cells.as_array());
  std::string out;
  for (const RowEntity& one : found.entities) out += (out.empty() ? "" : "; ") + one.entity.label();
  std::string dropped;
  for (const DroppedMapping& one : found.dropped) dropped += (dropped.empty() ? "" : "; ") + one.reason;
  return out + " / " + dropped;
}

const ColumnMapping kAccount{"Account", {{"Name", "User"}, {"NTDomain", "Domain"}}};
const ColumnMapping kAddress{"IP", {{"Address", "Addresses"}}};

TEST(RowEntities, ComeFromTheCellsOfTheMappedColumns) {
  EXPECT_EQ(Told({kAccount, kAddress}, R"(["alice","CORP","8.8.8.8",1])"), "CORP\\alice; 8.8.8.8 / ");
  EXPECT_EQ(Told({kAccount}, R"(["alice",null,"",1])"), "alice / ");
  const RowEntities found = EntitiesOfRow(std::vector{kAddress, kAccount}, kColumns,
                                          json::parse(R"(["alice","CORP","",1])").as_array());
  ASSERT_EQ(found.entities.size(), 1U);
  EXPECT_EQ(found.entities[0].mapping, 1U);
  EXPECT_EQ(found.entities[0].values,
            (std::vector<std::pair<std::string, std::string>>{{"Name", "alice"}, {"NTDomain", "CORP"}}));
}

TEST(RowEntities, ArraysMakeOneEach) {
  EXPECT_EQ(Told({kAddress}, R"(["","",["8.8.8.8","1.1.1.1"],0])"), "8.8.8.8; 1.1.1.1 / ");
  EXPECT_EQ(Told({kAddress}, R"(["","","[\"8.8.8.8\",\"1.1.1.1\"]",0])"), "8.8.8.8; 1.1.1.1 / ");
  EXPECT_EQ(Told({kAccount}, R"([["alice","bob"],["CORP","LAB"],"",0])"), "CORP\\alice; LAB\\bob / ");
  EXPECT_EQ(Told({kAccount}, R"([["alice","bob"],"CORP","",0])"), "CORP\\alice; CORP\\bob / ");
}

TEST(RowEntities, WhatIsDroppedIsExplained) {
  EXPECT_EQ(Told({kAddress}, R"(["","","",0])"), " / column 'Addresses' is empty");
  EXPECT_EQ(Told({kAddress}, R"(["","",[],0])"), " / column 'Addresses' is empty");
  EXPECT_EQ(Told({kAccount}, R"(["","","",0])"), " / columns User, Domain are empty");
  EXPECT_EQ(Told({kAddress}, R"(["","",{"a":1},0])"),
            " / column 'Addresses' holds an object, and no plain value");
  EXPECT_EQ(Told({kAddress}, R"(["","",[{"a":1}],0])"),
            " / column 'Addresses' holds an array of objects or arrays, and no plain value");
  EXPECT_EQ(Told({kAccount}, R"([["a","b"],["c"],"",0])"),
            " / columns 'User' and 'Domain' hold 2 and 1 values, which do not belong together");
  EXPECT_EQ(Told({{"Account", {{"Name", "User"}}}}, R"(["SYSTEM","","",0])"),
            " / an account known only by the generic name 'SYSTEM' could be anybody");
  EXPECT_EQ(Told({{"Host", {{"HostName", "Machine"}}}}, R"(["","","",0])"),
            " / there is no column 'Machine' in the result");
  EXPECT_EQ(Told({{"Spaceship", {{"Name", "User"}}}}, R"(["x","","",0])"),
            " / there is no entity type 'Spaceship'; Account, Host and IP are some");
}

TEST(RowEntities, OneCellMakesOnlySoMany) {
  json::array many;
  for (size_t i = 0; i <= kMostOfCell; ++i) many.emplace_back("10.0.0." + std::to_string(i));
  json::array row{"", "", std::move(many), 0};
  const RowEntities found = EntitiesOfRow(std::vector{kAddress}, kColumns, row);
  EXPECT_EQ(found.entities.size(), kMostOfCell);
  ASSERT_EQ(found.dropped.size(), 1U);
  EXPECT_EQ(found.dropped[0].reason, "column 'Addresses' holds 101 values; the first 100 are taken");
}

}  // namespace
}  // namespace harrier::hunting
