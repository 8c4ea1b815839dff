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

TEST(TableRules, HideTablesAndRows) {
  const std::vector<TableRule> rules = {{"1", "r", "SigninLogs", true, ""},
                                        {"2", "r", "SecurityEvent", false, "Computer == 'a'"},
                                        {"3", "r", "securityevent", false, "EventID > 1"}};
  const auto view = ViewOf({Of("r")}, "w", rules);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->RowsOf("SIGNINLOGS"), std::nullopt);
  EXPECT_EQ(view->RowsOf("SecurityEvent"), "((Computer == 'a'\n) and (EventID > 1\n))");
  EXPECT_EQ(view->RowsOf("Heartbeat"), "");
  EXPECT_EQ(ViewOf({Of("other")}, "w", rules), nullptr);
  EXPECT_EQ(ViewOf({}, "w", rules), nullptr);
}

TEST(TableRules, AddUpOverRoles) {
  const std::vector<TableRule> rules = {{"1", "a", "T", false, "x == 1"},
                                        {"2", "b", "T", false, "x == 2"},
                                        {"3", "a", "U", true, ""},
                                        {"4", "b", "U", false, "y"}};
  const auto both = ViewOf({Of("a"), Of("b")}, "w", rules);
  EXPECT_EQ(both->RowsOf("T"), "((x == 1\n)) or ((x == 2\n))");
  EXPECT_EQ(both->RowsOf("U"), "((y\n))");
  // A role without a rule sees everything; one that cannot query, or not here, does not count.
  EXPECT_EQ(ViewOf({Of("a"), Of("c")}, "w", rules), nullptr);
  EXPECT_NE(ViewOf({Of("a"), Of("c", "Other/*")}, "w", rules), nullptr);
  EXPECT_NE(ViewOf({Of("a"), Of("c", "*", "elsewhere")}, "w", rules), nullptr);
}

TEST(TableRules, AreSharedByWhoSeesTheSame) {
  const std::vector<TableRule> one = {{"1", "a", "T", false, "x == 1"}, {"2", "b", "T", false, "x == 1"}};
  EXPECT_EQ(ViewOf({Of("a")}, "w", one)->id(), ViewOf({Of("b")}, "w", one)->id());
  const std::vector<TableRule> other = {{"1", "a", "T", false, "x == 2"}};
  EXPECT_NE(ViewOf({Of("a")}, "w", one)->id(), ViewOf({Of("a")}, "w", other)->id());
  const std::vector<TableRule> hidden = {{"1", "a", "T", true, ""}};
  const std::vector<TableRule> empty = {{"1", "a", "T", false, ""}};
  EXPECT_NE(ViewOf({Of("a")}, "w", hidden)->id(), ViewOf({Of("a")}, "w", empty)->id());
}

}  // namespace
}  // namespace harrier::access
