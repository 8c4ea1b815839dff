#include "query/cost.h"

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"
#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"

namespace harrier::query {
namespace {

const int64_t kFirst = *ParseDatetime("2026-01-01");

/// Ten million rows of Syslog in ten days.
uint64_t Rows(std::string_view text) {
  kql::BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  options.now = kFirst + 10 * kTicksPerDay;
  const auto plan = kql::Compile(text, options);
  EXPECT_TRUE(plan) << text;
  if (!plan) return 0;
  const std::function<engine::TableStats(std::string_view)> stats = [](std::string_view table) {
    engine::TableStats all;
    if (table != "Syslog") return all;
    all.rows = 10'000'000;
    all.first_time = kFirst;
    all.last_time = kFirst + 10 * kTicksPerDay;
    return all;
  };
  return RowsToRead(*plan::Rewrite(plan->results.back().root), stats);
}

TEST(Cost, ByTheRowsThatAreRead) {
  EXPECT_EQ(Rows("print 1"), 0U);
  EXPECT_EQ(Rows("range x from 1 to 1000 step 1"), 1000U);
  EXPECT_EQ(Rows("range x from 1000 to 1 step 1"), 0U);
  EXPECT_EQ(Rows("range x from 10.0 to 1.0 step -0.5"), 19U);
  EXPECT_EQ(Rows("range t from datetime(2026-01-01) to datetime(2026-01-02) step 1h"), 25U);
  EXPECT_EQ(Rows("range x from 1 to 1000000000000 step 1 | summarize sum(x)"), 1'000'000'000'000U);
  EXPECT_EQ(Rows("SecurityEvent | summarize count() by Computer"), 0U);
  EXPECT_EQ(Rows("Syslog | summarize count() by Computer"), 10'000'000U);
  EXPECT_EQ(Rows("Syslog | count"), 50'000U);
  EXPECT_EQ(Rows("Syslog | take 10"), 10U);
  EXPECT_EQ(Rows("Syslog | project Computer | take 10"), 10U);
  EXPECT_EQ(Rows("Syslog | where Computer == 'a' | take 10"), 10'000'000U);
  EXPECT_EQ(Rows("Syslog | top 10 by Computer"), 10'000'000U);
  EXPECT_EQ(Rows("Syslog | where TimeGenerated >= ago(1d) | summarize count() by Computer"), 1'000'000U);
  EXPECT_EQ(Rows("Syslog | where TimeGenerated > ago(1m) | summarize count() by Computer"), 694U);
  EXPECT_EQ(Rows("Syslog | where TimeGenerated < datetime(2025-01-01) | summarize count() by Computer"), 0U);
  EXPECT_EQ(Rows("SecurityEvent | where Computer in ((Syslog | distinct Computer))"), 10'000'000U);
  EXPECT_EQ(Rows("Syslog | join (Syslog | take 5) on Computer"), 10'000'005U);
}

TEST(Cost, Lanes) {
  EXPECT_EQ(CostOf(100'000), Cost::kShort);
  EXPECT_EQ(CostOf(100'001), Cost::kHeavy);
}

}  // namespace
}  // namespace harrier::query
