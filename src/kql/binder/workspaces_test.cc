#include <gtest/gtest.h>

#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

/// Two workspaces with a table T each, of which the other one has more columns and a function over it.
class Workspaces : public testing::Test {
 protected:
  void SetUp() override {
    auto own = std::make_shared<catalog::Catalog>();
    own->Put({.name = "T", .columns = {{"a", Type::kLong}}, .description = "", .folder = ""});
    auto other = std::make_shared<catalog::Catalog>();
    other->Put({.name = "T",
                .columns = {{"a", Type::kLong}, {"b", Type::kString}},
                .description = "",
                .folder = "",
                .row_filter = "b != 'x'",
                .stored_as = "other/T"});
    other->Put(catalog::StoredFunction{"F", "() { T | where a == 1 }", "", ""});
    options_.catalog = own;
    options_.workspace = [other](std::string_view name) -> Result<catalog::CatalogPtr> {
      if (name == "other") return other;
      return Fail(ErrorCode::kForbidden, "the workspace '{}' is not there, or you may not read it", name);
    };
  }

  std::string Plan(std::string_view text) {
    const auto plan = Compile(text, options_);
    return plan ? plan::Print(*plan->results.back().root) : "error: " + plan.error().message;
  }
  static bool Has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }

  BindOptions options_;
};

TEST_F(Workspaces, TablesAndFunctionsAreThoseOfTheWorkspaceNamed) {
  const std::string table = Plan("workspace('other').T | project b");
  EXPECT_TRUE(Has(table, "other/T") && Has(table, "\"x\"")) << table;
  EXPECT_TRUE(Has(Plan("workspace('other').F"), "other/T")) << Plan("workspace('other').F");
  EXPECT_FALSE(Has(Plan("T"), "other/T"));
  EXPECT_TRUE(Has(Plan("F"), "error:"));
  const std::string both = Plan("union withsource=S T, workspace('other').T");
  EXPECT_TRUE(Has(both, "Scan T") && Has(both, "Scan other/T")) << both;
}

TEST_F(Workspaces, NamesOfTheQueryMeanNothingThere) {
  EXPECT_TRUE(Has(Plan("let T = datatable(c:long)[1]; workspace('other').T"), "other/T"));
  EXPECT_TRUE(Has(Plan("let T = datatable(c:long)[1]; T"), "1"));
  EXPECT_FALSE(Has(Plan("let T = datatable(c:long)[1]; T"), "Scan"));
}

TEST_F(Workspaces, OthersAreRefusedByName) {
  EXPECT_EQ(Plan("workspace('third').T"),
            "error: the workspace 'third' is not there, or you may not read it");
  options_.workspace = nullptr;
  EXPECT_TRUE(Has(Plan("workspace('other').T"), "cannot be reached"));
}

}  // namespace
}  // namespace harrier::kql
