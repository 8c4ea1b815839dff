#include "access/role.h"

#include <gtest/gtest.h>

#include "access/caller.h"

namespace harrier::access {
namespace {

TEST(Actions, MatchPatterns) {
  EXPECT_TRUE(MatchesAction("*", "A/b/read"));
  EXPECT_TRUE(MatchesAction("*/read", "Microsoft.SecurityInsights/bookmarks/READ"));
  EXPECT_TRUE(MatchesAction("a/*/c/*", "A/x/c/c/d"));
  EXPECT_TRUE(MatchesAction("a*", "a"));
  EXPECT_FALSE(MatchesAction("*/read", "a/readers"));
  EXPECT_FALSE(MatchesAction("*/read", "a/read/x"));
  EXPECT_FALSE(MatchesAction("a/b", "a/bc"));
  EXPECT_FALSE(MatchesAction("", "a"));
}

bool RoleMay(std::string_view role, std::string_view action) {
  const Role* const found = FindBuiltInRole(role);
  EXPECT_NE(found, nullptr) << role;
  return found != nullptr && Grants(*found, action);
}

TEST(Roles, DoWhatTheirNamesSay) {
  struct Row {
    std::string_view action;
    std::string_view who;  // of Reader, Responder, Contributor, automaTion, Admin
  };
  const Row rows[] = {
      {"Microsoft.OperationalInsights/workspaces/query/read", "RSCTA"},
      {"Microsoft.SecurityInsights/hunts/read", "RSCTA"},
      {"Microsoft.SecurityInsights/incidents/write", "SCTA"},
      {"Microsoft.SecurityInsights/incidents/delete", "CA"},
      {"Microsoft.SecurityInsights/incidents/comments/delete", "CA"},
      {"Microsoft.SecurityInsights/incidents/tasks/delete", "SCTA"},
      {"Microsoft.SecurityInsights/bookmarks/write", "SCA"},
      {"Microsoft.SecurityInsights/hunts/write", "CA"},
      {"Microsoft.SecurityInsights/huntTemplates/read", "RSCTA"},
      {"Microsoft.SecurityInsights/huntTemplates/write", "CA"},
      {"Microsoft.OperationalInsights/workspaces/savedSearches/write", "CA"},
      {"Microsoft.SecurityInsights/watchlists/delete", "CA"},
      {"Microsoft.Insights/dataCollectionRules/data/write", "CA"},
      {"Harrier/tables/rows/write", "CA"},
      {"Harrier/me/favourites/write", "RSCA"},
      {"Harrier/users/read", "RSCA"},
      {"Harrier/users/write", "A"},
      {"Microsoft.Authorization/roleAssignments/write", "A"},
      {"Harrier/credentials/read", "A"},
      {"Microsoft.OperationalInsights/workspaces/sharedKeys/read", "A"},
      {"Microsoft.SecurityInsights/incidents/runPlaybook/action", "TA"},
  };
  const std::pair<char, std::string_view> roles[] = {
      {'R', "Reader"}, {'S', "responder"}, {'C', "Contributor"}, {'T', "Automation"}, {'A', "Admin"}};
  for (const Row& row : rows) {
    for (const auto& [letter, role] : roles) {
      EXPECT_EQ(RoleMay(role, row.action), row.who.find(letter) != std::string_view::npos)
          << role << " " << row.action;
    }
  }
  EXPECT_EQ(FindBuiltInRole("Nobody"), nullptr);
  EXPECT_EQ(FindBuiltInRole("8E3AF657-a8ff-443c-a75c-2fe8c4bcb635")->name, "Admin");
}

TEST(Caller, AddsItsRolesWhereTheyHold) {
  const auto role = [](std::string_view name) {
    return std::make_shared<const Role>(*FindBuiltInRole(name));
  };
  Caller caller;
  caller.principal.name = "ann";
  caller.workspace = "w1";
  EXPECT_FALSE(caller.May("a/read"));
  caller.grants = {{role("Reader"), ""}, {role("Contributor"), "w2"}};
  EXPECT_TRUE(caller.May("a/read"));
  EXPECT_FALSE(caller.May("Harrier/tables/write"));
  EXPECT_TRUE(caller.MayIn("w2", "Harrier/tables/write"));
  const Status refused = caller.Require("Harrier/tables/write");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("Harrier/tables/write"), std::string::npos);
  // What one role takes away another may give.
  caller.grants = {{role("Reader"), ""}, {role("Admin"), ""}};
  EXPECT_TRUE(caller.May("Harrier/credentials/read"));
}

}  // namespace
}  // namespace harrier::access
