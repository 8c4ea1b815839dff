#include "hunting/relations/resource_id.h"

#include <gtest/gtest.h>

#include "hunting/relations/relation.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kWorkspace =
    "/subscriptions/s1/resourceGroups/Rg/providers/Microsoft.OperationalInsights/workspaces/ws";

TEST(ResourceId, NormalisesWhatClientsSend) {
  const std::string wanted = std::string(kWorkspace) + "/providers/Microsoft.SecurityInsights/bookmarks/b1";
  for (const std::string& text :
       {wanted, wanted.substr(1), "https://localhost:8443" + wanted, "https://localhost:8443/" + wanted,
        "/subscriptions/s1/resourcegroups/Rg/providers/microsoft.operationalinsights/workspaces/ws/providers/"
        "microsoft.securityinsights/Bookmarks/b1" +
            std::string("?api-version=1")}) {
    const auto id = ParseResourceId(text);
    ASSERT_TRUE(id.has_value()) << text;
    EXPECT_EQ(id->text, wanted) << text;
    EXPECT_EQ(id->type(), "bookmarks");
    EXPECT_EQ(id->name(), "b1");
    EXPECT_EQ(RelatedType(*id), "Microsoft.SecurityInsights/Bookmarks");
  }
  const auto search = ParseResourceId(std::string(kWorkspace) + "/savedSearches/q1");
  ASSERT_TRUE(search.has_value());
  EXPECT_EQ(RelatedType(*search), "Microsoft.OperationalInsights/savedSearches");
  EXPECT_EQ(ParseResourceId(std::string(kWorkspace) + "/providers/x.Y/hunts/h/relations/r")->type(),
            "hunts/relations");
}

TEST(ResourceId, RefusesOthers) {
  for (const std::string& text : {std::string(""), std::string("b1"), std::string(kWorkspace),
                                  std::string(kWorkspace) + "/providers/Microsoft.SecurityInsights",
                                  std::string(kWorkspace) + "/providers/Microsoft.SecurityInsights/bookmarks",
                                  std::string("https://localhost")}) {
    EXPECT_FALSE(ParseResourceId(text).has_value()) << text;
  }
  EXPECT_FALSE(AcceptRelation({}).has_value());
}

}  // namespace
}  // namespace harrier::hunting
