#include "hunting/threat_intelligence/threat_matcher.h"

#include <gmock/gmock.h>

#include "hunting/journal/journal_testing.h"
#include "store/store_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class ThreatMatcherTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = engine::duckdb::OpenAt(folder_.path());
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
    auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/store.db"), &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
    storage_ = std::make_unique<UnsteadyStorage>(database_->storage());
    Restart();
  }
  void Restart() {
    matcher_ = std::make_unique<ThreatMatcher>(
        ThreatMatcherParts{&database_->engine(), storage_.get(), store_.get(), &clock_, &ids_, &log_, "w-1"});
  }
  void Pass(int64_t seconds = 1) { clock_.Set(clock_.Now() + seconds * kTicksPerSecond); }
  void CatchUp() {
    Pass();
    const Status done = matcher_->CatchUp();
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  void PutBody(const std::string& name, const std::string& body) {
    Pass();
    const Status put = store_->Change(actor_, [&](store::Transaction& transaction) -> Status {
      TRY_OK(transaction.Put({"w-1", "threatIntelligence/indicators", "", name}, body));
      return Ok();
    });
    ASSERT_TRUE(put.has_value()) << put.error().message;
  }
  void Put(const std::string& name, const std::string& pattern, const std::string& more = "") {
    PutBody(name, fmt::format(R"({{"pattern":"{}","patternType":"x","source":"s","confidence":70{}}})",
                              pattern, more));
  }
  /// Rows of sign-ins from addresses; they come in at `arrival`, or now.
  void SignIns(const std::vector<std::string>& addresses, std::optional<int64_t> arrival = std::nullopt) {
    Pass();
    runtime::Batch batch;
    batch.table = "SigninLogs";
    batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
    batch.columns.emplace_back("IPAddress", runtime::ColumnBuilder(Type::kString));
    batch.columns.emplace_back("UserPrincipalName", runtime::ColumnBuilder(Type::kString));
    // What a row says of its arrival is not when it came in here.
    batch.columns.emplace_back("_TimeReceived", runtime::ColumnBuilder(Type::kDatetime));
    for (const std::string& address : addresses) {
      batch.columns[0].second.AppendLong(engine::duckdb::Ticks("2025-12-01"));
      batch.columns[1].second.AppendText(address);
      batch.columns[2].second.AppendText("u@contoso.example");
      batch.columns[3].second.AppendLong(engine::duckdb::Ticks("2025-12-01"));
    }
    const auto added = database_->storage().Append(batch, "", arrival.value_or(clock_.Now()));
    ASSERT_TRUE(added.has_value()) << added.error().message;
  }
  std::vector<std::string> Matches(const std::vector<std::string>& names = {"IndicatorName", "MatchedValue",
                                                                            "How"}) {
    return LogRows(*database_, "ThreatIntelMatches", names);
  }
  static std::string Address(const std::string& address) { return "[ipv4-addr:value = '" + address + "']"; }

  engine::duckdb::TemporaryDirectory folder_;
  FixedClock clock_{engine::duckdb::Ticks("2026-01-15")};
  SystemIds ids_;
  Log log_{2, true, LogLevel::kError};
  const store::Actor actor_{"a-1", "ann", "ann@contoso.example", "10.0.0.9", "arm"};
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<UnsteadyStorage> storage_;
  std::unique_ptr<ThreatMatcher> matcher_;
};

TEST_F(ThreatMatcherTest, FindsWhatArrivesOnce) {
  Put("bad", Address("203.0.113.9"), R"(,"threatTypes":["c2"],"displayName":"Bad one")");
  CatchUp();
  SignIns({"203.0.113.9", "10.0.0.1"});
  CatchUp();
  CatchUp();
  EXPECT_THAT(Matches(), ElementsAre("bad|203.0.113.9|arriving"));
  SignIns({"203.0.113.9"});
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(2));
  EXPECT_THAT(
      Matches({"ObservableKey", "ObservableValue", "Confidence", "ThreatTypes", "SourceTable", "SourceColumn",
               "MatchedRows", "EventTime", "IndicatorDisplayName"})[0],
      R"(ipv4-addr:value|203.0.113.9|70|["c2"]|SigninLogs|IPAddress|1|2025-12-01T00:00:00.0000000Z|Bad one)");
  EXPECT_THAT(Matches({"Row"})[0], testing::HasSubstr(R"("UserPrincipalName":"u@contoso.example")"));
}

TEST_F(ThreatMatcherTest, EqualRowsAreAsManyMatches) {
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  SignIns({"203.0.113.9", "203.0.113.9"});
  const int64_t arrival = clock_.Now();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(2));
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(2));
  // A further batch of the same time of arrival, committed later.
  SignIns({"203.0.113.9"}, arrival);
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(3));
}

TEST_F(ThreatMatcherTest, StragglersAreFoundOnce) {
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  SignIns({"203.0.113.9"});
  const int64_t arrival = clock_.Now();
  Pass(5);
  SignIns({"203.0.113.9"});
  CatchUp();
  SignIns({"203.0.113.9"}, arrival + kTicksPerSecond);
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(3));
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(3));
}

TEST_F(ThreatMatcherTest, AnAppendThatWasNotToldOfIsNotRepeated) {
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  SignIns({"203.0.113.9"});
  storage_->fail_after = 1;
  EXPECT_FALSE(matcher_->CatchUp().has_value());
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(1));
  SignIns({"203.0.113.9"});
  storage_->fail_before = 1;
  EXPECT_FALSE(matcher_->CatchUp().has_value());
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(2));
}

TEST_F(ThreatMatcherTest, NewIndicatorsAreSearchedForInWhatIsThere) {
  SignIns({"203.0.113.9", "10.0.0.1", "198.51.100.7"});
  CatchUp();
  EXPECT_THAT(Matches(), IsEmpty());
  Put("bad", Address("203.0.113.9"));
  Put("range", Address("198.51.100.0/24"));
  SignIns({"203.0.113.9"});
  CatchUp();
  EXPECT_THAT(Matches(), UnorderedElementsAre("bad|203.0.113.9|arriving", "bad|203.0.113.9|retro",
                                              "range|198.51.100.7|retro"));
  const ThreatSearchStatus status = matcher_->status();
  EXPECT_EQ(status.state, ThreatSearchStatus::State::kIdle);
  EXPECT_EQ(status.indicators, 2U);
  EXPECT_EQ(status.matches, 2);
  EXPECT_EQ(status.tables_done, status.tables);
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(3));
}

TEST_F(ThreatMatcherTest, ASearchThatWasCutShortGoesOnWithoutRepeating) {
  SignIns({"203.0.113.9", "203.0.113.9", "198.51.100.7"});
  Put("bad", Address("203.0.113.9"));
  storage_->fail_after = 1;
  EXPECT_FALSE(matcher_->CatchUp().has_value());
  EXPECT_THAT(Matches(), SizeIs(2));
  Put("other", Address("198.51.100.7"));
  Restart();
  CatchUp();
  EXPECT_THAT(Matches({"IndicatorName"}), ElementsAre("bad", "bad", "other"));
}

TEST_F(ThreatMatcherTest, OnlyValidIndicatorsCount) {
  SignIns({"203.0.113.1", "203.0.113.2", "203.0.113.3"});
  Put("revoked", Address("203.0.113.1"), R"(,"revoked":true)");
  Put("expired", Address("203.0.113.2"), R"(,"validUntil":"2026-01-01T00:00:00Z")");
  Put("later", Address("203.0.113.3"), R"(,"validFrom":"2026-01-16T00:00:00Z")");
  CatchUp();
  SignIns({"203.0.113.1", "203.0.113.2", "203.0.113.3"});
  CatchUp();
  EXPECT_THAT(Matches(), IsEmpty());
  Pass(2 * 86'400);
  SignIns({"203.0.113.3"});
  CatchUp();
  EXPECT_THAT(Matches(), ElementsAre("later|203.0.113.3|arriving"));
  // Taken back after rows came in, and restored: only what is new is told.
  Put("later", Address("203.0.113.3"), R"(,"revoked":true)");
  SignIns({"203.0.113.3"});
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(1));
  Put("later", Address("203.0.113.3"));
  CatchUp();
  EXPECT_THAT(Matches({"How"}), UnorderedElementsAre("arriving", "retro", "retro", "retro"));
}

TEST_F(ThreatMatcherTest, ATagIsNoReasonToSearch) {
  SignIns({"203.0.113.9"});
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  const int64_t started = matcher_->status().started;
  Put("bad", Address("203.0.113.9"), R"(,"threatIntelligenceTags":["x"])");
  CatchUp();
  EXPECT_EQ(matcher_->status().started, started);
  SignIns({"203.0.113.9"});
  CatchUp();
  EXPECT_THAT(Matches({"How", "IndicatorTags"}), UnorderedElementsAre("retro|''", "arriving|x"));
}

TEST_F(ThreatMatcherTest, AnotherPatternIsAnotherIndicator) {
  SignIns({"203.0.113.1", "203.0.113.2"});
  Put("bad", Address("203.0.113.1"));
  CatchUp();
  Put("bad", Address("203.0.113.2"));
  CatchUp();
  SignIns({"203.0.113.1"});
  CatchUp();
  EXPECT_THAT(Matches(), UnorderedElementsAre("bad|203.0.113.1|retro", "bad|203.0.113.2|retro"));
}

TEST_F(ThreatMatcherTest, BagsAndTextsAreSearched) {
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  const auto ingest = [&](const std::string& table, const std::string& column, Type type,
                          const std::string& text) {
    Pass();
    runtime::Batch batch;
    batch.table = table;
    batch.columns.emplace_back(column, runtime::ColumnBuilder(type));
    batch.columns[0].second.AppendText(text);
    ASSERT_TRUE(database_->storage().Append(batch, "", clock_.Now()).has_value());
  };
  const auto both = [&] {
    ingest("WindowsEvent", "EventData", Type::kDynamic, R"({"IpAddress":"203.0.113.9","n":1})");
    ingest("Syslog", "SyslogMessage", Type::kString, "Failed password for root from 203.0.113.9 port 22");
  };
  both();
  CatchUp();
  EXPECT_THAT(Matches({"SourceTable", "SourceColumn", "How"}),
              UnorderedElementsAre("WindowsEvent|EventData|arriving", "Syslog|SyslogMessage|arriving"));
  Put("again", Address("203.0.113.0/24"));
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(4));
}

TEST_F(ThreatMatcherTest, ManyRowsOfOneAreCounted) {
  Put("bad", Address("203.0.113.9"));
  CatchUp();
  SignIns(std::vector<std::string>(1500, "203.0.113.9"));
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(1001));
  const auto counts = Matches({"MatchedRows"});
  EXPECT_EQ(std::count(counts.begin(), counts.end(), "500"), 1);
  Restart();
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(1001));
}

TEST_F(ThreatMatcherTest, ManyIndicatorsShareASearch) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 250; ++i) addresses.push_back(fmt::format("198.18.{}.1", i));
  SignIns(addresses);
  Pass();
  ASSERT_TRUE(store_->Change(actor_, [&](store::Transaction& transaction) -> Status {
    for (int i = 0; i < 5000; ++i) {
      const std::string pattern = Address(fmt::format("198.18.{}.{}", i / 20, i % 20));
      TRY_OK(transaction.Put({"w-1", "threatIntelligence/indicators", "", fmt::format("i{}", i)},
                             fmt::format(R"({{"pattern":"{}","patternType":"x","source":"s"}})", pattern)));
    }
    return Ok();
  }));
  CatchUp();
  EXPECT_THAT(Matches(), SizeIs(250));
  EXPECT_EQ(matcher_->status().indicators, 5000U);
  EXPECT_EQ(matcher_->status().tables, 1U);
}

}  // namespace
}  // namespace harrier::hunting
