#include <gtest/gtest.h>

#include "base/ticks.h"
#include "hunting/journal/log_batches.h"
#include "hunting/journal/log_row.h"
#include "query/service_testing.h"

namespace harrier::hunting {
namespace {

class IndicatorRows : public query::ServiceTest {
 protected:
  void Happen(store::ChangeKind kind, std::string before, std::string after, int64_t seconds) {
    const int64_t start = clock_.Now();
    store::Change creation;
    creation.key = {"w-1", "threatIntelligence/indicators", "", "i-1"};
    creation.object_id = "o-1";
    creation.time = start;
    store::Change change = creation;
    change.kind = kind;
    change.before = std::move(before);
    change.after = std::move(after);
    change.time = start + seconds * kTicksPerSecond;
    const std::vector<LogRow> rows = rows::ThreatIntelligence().make({change, creation, ""});
    const Status done = AppendRows(database_->storage(), rows, std::to_string(seconds), change.time);
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
};

constexpr const char* kAddress =
    R"({"displayName":"evil","pattern":"[ipv4-addr:value = '203.0.113.9']","patternType":"ipv4-addr","source":"acc",)"
    R"("confidence":80,"threatTypes":["c2","malware"],"threatIntelligenceTags":["t"],"revoked":false})";
constexpr const char* kHash =
    R"({"displayName":"file","pattern":"[file:hashes.'SHA-256' = 'aa']","patternType":"file","source":"acc","revoked":true})";

TEST_F(IndicatorRows, EachStateIsARow) {
  Happen(store::ChangeKind::kCreate, "", kAddress, 0);
  EXPECT_EQ(Ask("ThreatIntelIndicators | where IsActive and not(IsDeleted) | project strcat(Id, '|', "
                "ObservableKey, "
                "'|', ObservableValue, '|', Confidence, '|', Tags, '|', Data.indicator_types[1])")
                .first,
            "indicator--o-1|ipv4-addr:value|203.0.113.9|80|t|malware");
  EXPECT_EQ(Ask("ThreatIntelligenceIndicator | project strcat(IndicatorId, '|', NetworkIP, '|', "
                "ConfidenceScore, '|', "
                "ThreatType, '|', Active)")
                .first,
            "i-1|203.0.113.9|80|c2,malware|true");
  Happen(store::ChangeKind::kUpdate, kAddress, kHash, 1);
  Happen(store::ChangeKind::kDelete, kHash, "", 2);
  EXPECT_EQ(
      Ask("ThreatIntelligenceIndicator | where FileHashType == 'sha256' and FileHashValue == 'aa'").rows, 2U);
  EXPECT_EQ(
      Ask("ThreatIntelIndicators | summarize arg_max(TimeGenerated, *) by Id | where not(IsDeleted)").rows,
      0U);
  EXPECT_EQ(Ask("ThreatIntelIndicators | where Revoked and not(IsActive)").rows, 2U);
}

TEST(IndicatorRowMaker, BodiesThatAreNoIndicatorsGiveNoRows) {
  store::Change change;
  change.after = R"({"displayName":"x"})";
  EXPECT_TRUE(rows::ThreatIntelligence().make({change, change, ""}).empty());
}

}  // namespace
}  // namespace harrier::hunting
