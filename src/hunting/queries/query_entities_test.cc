#include "hunting/queries/query_entities.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

/// Of a query whose every form of mapping names another column.
std::string LabelOf(const HuntingQuery& query, const std::vector<std::string>& columns) {
  json::array row;
  for (const std::string& column : columns) row.push_back(json::string("of " + column));
  const RowEntities found = EntitiesOfRow(query, columns, row);
  return found.entities.empty() ? "" : found.entities[0].entity.label();
}

TEST(QueryEntities, StoredBeforeContentBeforeColumnsBeforeOlderNames) {
  const std::vector<std::string> columns = {"A", "B", "Account_0_Name", "AccountCustomEntity"};
  HuntingQuery query;
  query.mappings = {{"Account", {{"Name", "A"}}}};
  query.content_mappings = {{"Account", {{"Name", "B"}}}};
  EXPECT_EQ(LabelOf(query, columns), "of A");
  query.mappings.clear();
  EXPECT_EQ(LabelOf(query, columns), "of B");
  query.content_mappings.clear();
  EXPECT_EQ(LabelOf(query, columns), "of Account_0_Name");
  EXPECT_EQ(LabelOf(query, {"A", "B", "AccountCustomEntity"}), "of AccountCustomEntity");
  EXPECT_EQ(LabelOf(query, {"A", "B"}), "");
}

}  // namespace
}  // namespace harrier::hunting
