#include "access/table_view.h"

#include <gtest/gtest.h>

#include "access/principal_json.h"

namespace harrier::access {
namespace {

std::shared_ptr<const Role> RoleWith(std::vector<TableRule> rules,
                                     std::vector<std::string> actions = {"*/read"}) {
  Role role{"r", "r", "", std::move(actions), {}};
  role.table_rules = std::move(rules);
  return std::make_shared<const Role>(RoleFrom("r", ToJson(role)));
}

Caller With(std::vector<Grant> grants) {
  Caller caller;
  caller.workspace = "w";
  caller.grants = std::move(grants);
  return caller;
}

TEST(TableView, TheLastRuleThatMatchesCounts) {
  const auto view = ViewOf(
      With({{RoleWith({{"*", true}, {"Sign*", false}, {"SigninLogs", false, "AppId != \"x\""}}), ""}}));
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->RowsOf("SecurityEvent"), std::nullopt);
  EXPECT_EQ(view->RowsOf("SignX"), "");
  EXPECT_EQ(view->RowsOf("SigninLogs"), "AppId != \"x\"");
}

TEST(TableView, RolesAddUp) {
  const auto one = RoleWith({{"T", false, "a == 1"}, {"U", true}});
  const auto other = RoleWith({{"T", false, "b == 2"}, {"V", true}});
  const auto view = ViewOf(With({{one, ""}, {other, "w"}}));
  EXPECT_EQ(view->RowsOf("T"), "(a == 1\n) or (b == 2\n)");
  EXPECT_EQ(view->RowsOf("U"), "");
  EXPECT_EQ(view->RowsOf("V"), "");
  const auto alone = ViewOf(With({{one, ""}, {other, "elsewhere"}}));
  EXPECT_EQ(alone->RowsOf("T"), "a == 1");
  EXPECT_EQ(alone->RowsOf("U"), std::nullopt);
  EXPECT_NE(alone->id(), view->id());
  EXPECT_EQ(alone->id(), ViewOf(With({{RoleWith({{"T", false, "a == 1"}, {"U", true}}), ""}}))->id());
}

TEST(TableView, ARoleWithoutRulesSeesEverythingIfItMayQuery) {
  const auto narrow = RoleWith({{"*", true}});
  EXPECT_EQ(ViewOf(With({{narrow, ""}, {RoleWith({}), ""}})), nullptr);
  EXPECT_NE(ViewOf(With({{narrow, ""}, {RoleWith({}, {"Harrier/tables/rows/write"}), ""}})), nullptr);
  // Without any role nothing is seen.
  EXPECT_EQ(ViewOf(With({}))->RowsOf("T"), std::nullopt);
}

}  // namespace
}  // namespace harrier::access
