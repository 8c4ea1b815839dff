#include "access/table_rules.h"

#include <gtest/gtest.h>

namespace harrier::access {
namespace {

Grant Of(std::string id, std::string action = "*", std::string workspace = "") {
  auto role = std::make_shared<Role>();
  role->id = std::move(id);
  role->actions = {std::move(action)};
  return {role, std::move(workspace)};
}

TableRules Rules(std::vector<TableRule> rules) {
  return std::make_shared<const std::vector<TableRule>>(std::move(rules));
}

TEST(TableRules, HideTablesAndRows) {
  const TableRules rules = Rules({{"1", "r", "SigninLogs", true, ""},
                                  {"2", "r", "SecurityEvent", false, "Computer == 'a'"},
                                  {"3", "r", "securityevent", false, "EventID > 1"}});
  const auto view = ViewOf({Of("r")}, "w", rules);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->RowsOf("SIGNINLOGS"), std::nullopt);
  EXPECT_EQ(view->RowsOf("SecurityEvent"), "((Computer == 'a'\n) and (EventID > 1\n))");
  EXPECT_EQ(view->RowsOf("Heartbeat"), "");
  // Copies of rows follow the tables that they come from.
  EXPECT_EQ(view->RowsOf("ThreatIntelMatches"), "SourceTable !in~ ('securityevent', 'signinlogs')");
  EXPECT_EQ(ViewOf({Of("other")}, "w", rules), nullptr);
  EXPECT_EQ(ViewOf({Of("r")}, "w", nullptr), nullptr);
}

TEST(TableRules, AddUpOverRoles) {
  const TableRules rules = Rules({{"1", "a", "T", false, "x == 1"},
                                  {"2", "b", "T", false, "x == 2"},
                                  {"3", "a", "U", true, ""},
                                  {"4", "b", "U", false, "y"}});
  const auto both = ViewOf({Of("a"), Of("b")}, "w", rules);
  EXPECT_EQ(both->RowsOf("T"), "((x == 1\n)) or ((x == 2\n))");
  EXPECT_EQ(both->RowsOf("U"), "((y\n))");
  // A role without a rule sees everything; one that cannot query, or not here, does not count.
  EXPECT_EQ(ViewOf({Of("a"), Of("c")}, "w", rules), nullptr);
  EXPECT_NE(ViewOf({Of("a"), Of("c", "Other/*")}, "w", rules), nullptr);
  EXPECT_NE(ViewOf({Of("a"), Of("c", "*", "elsewhere")}, "w", rules), nullptr);
}

TEST(TableRules, AreSharedByWhoSeesTheSame) {
  const TableRules one = Rules({{"1", "a", "T", false, "x == 1"}, {"2", "b", "T", false, "x == 1"}});
  EXPECT_EQ(ViewOf({Of("a")}, "w", one)->id(), ViewOf({Of("b")}, "w", one)->id());
  const TableRules other = Rules({{"1", "a", "T", false, "x == 2"}});
  EXPECT_NE(ViewOf({Of("a")}, "w", one)->id(), ViewOf({Of("a")}, "w", other)->id());
  const TableRules hidden = Rules({{"1", "a", "T", true, ""}});
  const TableRules empty = Rules({{"1", "a", "T", false, ""}});
  EXPECT_NE(ViewOf({Of("a")}, "w", hidden)->id(), ViewOf({Of("a")}, "w", empty)->id());
  // What is seen of another workspace counts too.
  const auto id = [&](const std::vector<Grant>& grants) { return ViewOf(grants, "w", one)->id(); };
  EXPECT_NE(id({Of("c", "*", "w")}), id({Of("c", "*", "w"), Of("c", "*", "v")}));
  EXPECT_NE(id({Of("c", "*", "w"), Of("a", "*", "v")}), id({Of("c", "*", "w"), Of("c", "*", "v")}));
  EXPECT_EQ(id({Of("c", "*", "w"), Of("c", "Other/*", "v")}), id({Of("c", "*", "w")}));
}

TEST(TableRules, HoldInEachWorkspaceByTheRolesThere) {
  const TableRules rules = Rules({{"1", "ruled", "T", false, "x == 1"}});
  // Somebody who sees all here and is nobody there.
  const auto home = ViewOf({Of("free", "*", "here")}, "here", rules);
  ASSERT_NE(home, nullptr);
  EXPECT_TRUE(home->sees_all());
  EXPECT_EQ(home->In("there").error().code, ErrorCode::kForbidden);
  // A role for the whole tenant with a rule, which another role lifts here only.
  const auto lifted = ViewOf({Of("ruled"), Of("free", "*", "here")}, "here", rules);
  ASSERT_NE(lifted, nullptr);
  EXPECT_TRUE(lifted->sees_all());
  EXPECT_EQ(lifted->In("there").value()->RowsOf("T"), "((x == 1\n))");
  EXPECT_EQ(ViewOf({Of("free"), Of("ruled", "*", "here")}, "here", rules), nullptr);
  // Without a role that lets query, nothing is to be asked anywhere else.
  const auto none = ViewOf({Of("free", "Other/*")}, "here", rules);
  ASSERT_NE(none, nullptr);
  EXPECT_FALSE(none->In("there").has_value());
}

}  // namespace
}  // namespace harrier::access
