#include <set>
#include <string>

#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "catalog/embedded.h"

namespace harrier::catalog {
namespace {

TEST(EmbeddedContent, IsTextOfLines) {
  const std::string_view text = EmbeddedContent();
  ASSERT_TRUE(text.starts_with("T\t"));
  ASSERT_TRUE(text.ends_with("\n"));
  EXPECT_NE(text.find("\nT\tSecurityEvent\ttable\tsentinel\t"), std::string_view::npos);
  EXPECT_NE(text.find("\nC\tTimeGenerated [UTC]\t"), std::string_view::npos);
}

TEST(BuiltIn, HasTheTablesOfSentinelAndDefender) {
  const Catalog catalog = Catalog::BuiltIn();
  EXPECT_GE(catalog.tables().size(), 1000U);
  const TablePtr events = catalog.FindTable("SecurityEvent");
  ASSERT_NE(events, nullptr);
  ASSERT_NE(events->Find("EventID"), nullptr);
  EXPECT_EQ(events->Find("EventID")->type, Type::kInt);
  EXPECT_EQ(catalog.FindTable("securityevent"), nullptr);
  const TablePtr processes = catalog.FindTable("DeviceProcessEvents");
  ASSERT_NE(processes, nullptr);
  EXPECT_NE(processes->Find("InitiatingProcessCommandLine"), nullptr);
  EXPECT_FALSE(processes->description.empty());
}

TEST(BuiltIn, HasTheParsersOfAsim) {
  const Catalog catalog = Catalog::BuiltIn();
  for (const char* name :
       {"_Im_Dns", "_ASim_Dns", "imDns", "ASimDns", "imProcessCreate", "_Im_Authentication"}) {
    const StoredFunctionPtr function = catalog.FindFunction(name);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_TRUE(function->text.starts_with("(starttime: datetime = datetime(null), ")) << function->text;
    EXPECT_EQ(function->folder, "ASIM");
    EXPECT_FALSE(function->description.empty());
  }
  EXPECT_EQ(catalog.FindFunction("imdns"), nullptr);
}

TEST(BuiltIn, GivesEachTableTheStandardColumnsOnce) {
  for (const TablePtr& table : Catalog::BuiltIn().tables()) {
    std::set<std::string> names;
    for (const TableColumn& column : table->columns) {
      EXPECT_TRUE(names.insert(column.name).second) << table->name << "." << column.name;
    }
    for (const TableColumn& column : StandardColumns()) {
      EXPECT_TRUE(names.contains(column.name)) << table->name << "." << column.name;
    }
  }
}

}  // namespace
}  // namespace harrier::catalog
