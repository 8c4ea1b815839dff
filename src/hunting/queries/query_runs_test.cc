#include "hunting/queries/query_runs.h"

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/entities/stored_mappings.h"
#include "hunting/hunting_testing.h"
#include "hunting/queries/history.h"
#include "hunting/queries/result_keeper.h"
#include "hunting/sweeps/sweeper.h"

namespace harrier::hunting {
namespace {

using store::HuntingRun;

constexpr int64_t kNow = 638'000'000'000'000'000 / kTicksPerDay * kTicksPerDay + 12 * kTicksPerHour;

/// Forty days of SecurityEvent, an event an hour; the computer of the hour, and on each day one that was
/// never there before.
class QueryRunsTest : public HuntingTest {
 protected:
  QueryRunsTest() : HuntingTest(kNow) {}

  void SetUp() override {
    std::vector<std::pair<int64_t, std::string>> events;
    for (int64_t hour = 0; hour < 40 * 24; ++hour)
      events.emplace_back(kNow - hour * kTicksPerHour - 1, fmt::format("host{}", hour % 24));
    for (int64_t day = 0; day < 40; ++day)
      events.emplace_back(kNow - day * kTicksPerDay - kTicksPerHour / 2, fmt::format("new{}", day));
    Ingest(events);
    Begin();
  }

  void Begin() {
    runs_.reset();
    checks_ = std::make_unique<QueryChecks>(*service_);
    runs_ = std::make_unique<QueryRuns>(QueryRunsParts{service_.get(), nullptr, checks_.get(),
                                                       &database_->storage(), store_.get(), &clock_, &ids_});
  }

  void Ingest(const std::vector<std::pair<int64_t, std::string>>& events) {
    runtime::Batch batch;
    batch.table = "SecurityEvent";
    batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
    batch.columns.emplace_back("Computer", runtime::ColumnBuilder(Type::kString));
    for (const auto& [time, computer] : events) {
      batch.columns[0].second.AppendLong(time);
      batch.columns[1].second.AppendText(computer);
    }
    ASSERT_TRUE(database_->storage().Append(batch, ids_.Random(), clock_.Now()).value());
  }

  static HuntingQuery Query(std::string id, std::string text) {
    HuntingQuery query;
    query.id = std::move(id);
    query.source = HuntingQuery::kCustom;
    query.query = std::move(text);
    return query;
  }

  RunSelection Selection(std::vector<HuntingQuery> queries) const {
    return {.queries = std::move(queries),
            .window = {clock_.Now(), kTicksPerDay},
            .workspace = "w",
            .user = {.id = "u", .name = "Una", .email = "", .address = "", .surface = ""}};
  }

  RunState Finished(const std::string& id) {
    while (true) {
      const RunState state = runs_->Wait("w", id, SIZE_MAX, 10'000'000'000).value();
      if (state.finished) return state;
    }
  }
  std::map<std::string, QueryOutcome> Run(std::vector<HuntingQuery> queries) {
    const std::string id = runs_->Start(Selection(std::move(queries))).value();
    std::map<std::string, QueryOutcome> out;
    const RunState state = Finished(id);
    EXPECT_EQ(state.failure, "");
    EXPECT_EQ(state.outcomes.size(), state.total);
    for (const QueryOutcome& outcome : state.outcomes) out.emplace(outcome.query, outcome);
    return out;
  }

  /// The rows of a query as one who sets the window by hand gets them.
  int64_t ByHand(const std::string& text, std::optional<std::pair<int64_t, int64_t>> scope = std::nullopt) {
    query::Request request;
    request.text = text + " | count";
    request.timespan = scope;
    auto answer = service_->Run(std::move(request)).value();
    auto table = answer->NextTable().value();
    const auto chunk = table->rows->Next().value();
    return runtime::ValueAt(chunk->columns[0], 0).integer();
  }

  std::unique_ptr<QueryChecks> checks_;
  std::unique_ptr<QueryRuns> runs_;
};

constexpr std::string_view kFirstSeen =
    "SecurityEvent | where TimeGenerated > ago(1d) | distinct Computer | join kind=leftanti (SecurityEvent | "
    "where "
    "TimeGenerated between (ago(14d) .. ago(1d)) | distinct Computer) on Computer";

TEST_F(QueryRunsTest, MappingsOfContentNameColumnsOfTheirQueries) {
  for (const HuntingQuery& query : BuiltInHuntingQueries()) {
    EXPECT_FALSE(query.content_mappings.empty()) << query.id;
    const auto check = checks_->Of(query.query, nullptr);
    ASSERT_EQ(check->error, "") << query.id;
    const Status there = CheckColumns(query.content_mappings, check->columns, query.id);
    EXPECT_TRUE(there) << there.error().message;
  }
}

TEST_F(QueryRunsTest, NewEntitiesAreThoseThatTheEarlierResultHadNot) {
  ResultKeeper keeper(*service_, *checks_, *store_, clock_, ids_);
  HuntingQuery query = Query("q", "SecurityEvent | where Computer startswith 'new' | distinct Computer");
  query.mappings = {{"Host", {{"HostName", "Computer"}}}};
  const ResultTerms terms{.workspace = "w", .user = {}};
  const HuntingWindow window{kNow, 3 * kTicksPerDay};
  const KeptResult before = keeper.Run(query, {window.to - kTicksPerDay, window.span}, terms).value();
  EXPECT_EQ(before.entities.entities.size(), 3U);
  const KeptResult now = keeper.Run(query, window, terms).value();
  std::vector<std::string> fresh;
  for (const ResultEntity& one : now.entities.entities) {
    if (one.is_new) fresh.push_back(one.entity.label());
  }
  EXPECT_EQ(now.entities.entities.size(), 3U);
  EXPECT_EQ(fresh, std::vector<std::string>{"new0"});
}

TEST_F(QueryRunsTest, AFortnightsBaselineKeepsItsBaselineInBothWindows) {
  const auto outcome = Run({Query("q", std::string(kFirstSeen))}).at("q");
  // Against the scope of a day alone every computer would be new.
  EXPECT_EQ(outcome.rows, 1);
  EXPECT_EQ(outcome.previous, 1);
  Ingest({{kNow - 5, "never-seen"}});
  const auto after = Run({Query("q", std::string(kFirstSeen))}).at("q");
  EXPECT_EQ(after.rows, 2);
  EXPECT_EQ(after.previous, 1);
  EXPECT_EQ(after.delta(), 1);
  EXPECT_EQ(after.rows, ByHand(std::string(kFirstSeen)));
  const int64_t then = kNow - kTicksPerDay;
  EXPECT_EQ(
      after.previous,
      ByHand(fmt::format("set query_now = datetime({}); {}", FormatDatetime(then), kFirstSeen), {{0, then}}));
}

TEST_F(QueryRunsTest, TokensMoveWithTheWindow) {
  const std::string text =
      "let from = todatetime('{{StartTimeISO}}'); let to = todatetime('{{EndTimeISO}}'); SecurityEvent | "
      "where "
      "TimeGenerated between (from .. to) and Computer startswith 'new'";
  Ingest({{kNow - 10, "newer"}, {kNow - 20, "newest"}});
  const auto outcome = Run({Query("q", text)}).at("q");
  EXPECT_EQ(outcome.rows, 3);
  EXPECT_EQ(outcome.previous, 1);
}

TEST_F(QueryRunsTest, AQueryWithoutATimeGetsTheWindowAsItsScope) {
  const std::string text = "SecurityEvent | where Computer startswith 'new' or Computer == 'host3'";
  Ingest({{kNow - 10, "newer"}});
  const auto outcome = Run({Query("q", text)}).at("q");
  EXPECT_EQ(outcome.rows, ByHand(text, {{kNow - kTicksPerDay, kNow}}));
  EXPECT_EQ(outcome.previous, ByHand(text, {{kNow - 2 * kTicksPerDay, kNow - kTicksPerDay}}));
  EXPECT_EQ(outcome.delta(), 1);
  EXPECT_EQ(outcome.previous, 2);
}

TEST_F(QueryRunsTest, OneMoreDayChangesDeltasAsPredicted) {
  const std::string text = "SecurityEvent | where Computer startswith 'new'";
  EXPECT_EQ(Run({Query("q", text)}).at("q").delta(), 0);
  const int64_t later = kNow + kTicksPerDay;
  Ingest({{later - 1, "new-a"}, {later - 2, "new-b"}, {later - 3, "new-c"}});
  clock_.Set(later);
  const auto outcome = Run({Query("q", text)}).at("q");
  EXPECT_EQ(outcome.rows, 3);
  EXPECT_EQ(outcome.previous, 1);
}

TEST_F(QueryRunsTest, SaysWhatCannotRunAndWhy) {
  const auto outcomes =
      Run({Query("missing", "SigninLogs | take 1"),
           Query("partly", "union SecurityEvent, SigninLogs | where TimeGenerated > ago(1h)"),
           Query("wrong", "SecurityEvent\n| where Nope == 1"), Query("constant", "print 1")});
  EXPECT_EQ(outcomes.at("missing").status, HuntingRun::Status::kNotAvailable);
  EXPECT_EQ(outcomes.at("missing").availability.missing, std::vector<std::string>{"SigninLogs"});
  EXPECT_FALSE(outcomes.at("missing").rows);
  EXPECT_EQ(outcomes.at("partly").status, HuntingRun::Status::kDone);
  EXPECT_EQ(outcomes.at("partly").availability.state, Availability::State::kPartly);
  EXPECT_EQ(outcomes.at("wrong").status, HuntingRun::Status::kFailed);
  EXPECT_NE(outcomes.at("wrong").error.find("(line 2, column 9)"), std::string::npos)
      << outcomes.at("wrong").error;
  EXPECT_EQ(outcomes.at("constant").rows, 1);
}

TEST_F(QueryRunsTest, RunsAreRemembered) {
  const std::string id = runs_
                             ->Start(Selection({Query("a", "SecurityEvent | where Computer == 'host1'"),
                                                Query("b", "SecurityEvent | where Nope == 1")}))
                             .value();
  const RunState before = Finished(id);
  Begin();
  const RunState after = runs_->State("w", id).value();
  EXPECT_TRUE(after.finished);
  EXPECT_EQ(after.window.from(), before.window.from());
  ASSERT_EQ(after.outcomes.size(), 2U);
  for (const QueryOutcome& outcome : after.outcomes) {
    if (outcome.query == "a") {
      EXPECT_EQ(std::pair(outcome.rows, outcome.previous),
                std::pair(std::optional<int64_t>(1), std::optional<int64_t>(1)));
    }
    if (outcome.query == "b") {
      EXPECT_EQ(outcome.status, HuntingRun::Status::kFailed);
    }
  }
  EXPECT_EQ(runs_->State("other", id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(runs_->Cancel("w", id).error().code, ErrorCode::kNotFound);
}

TEST_F(QueryRunsTest, CancelKeepsWhatIsDone) {
  std::vector<HuntingQuery> queries;
  for (int i = 0; i < 400; ++i)
    queries.push_back(
        Query(fmt::format("q{}", i),
              fmt::format("SecurityEvent | where Computer == 'host{}' | join (SecurityEvent) on Computer",
                          i % 24)));
  const std::string id = runs_->Start(Selection(queries)).value();
  ASSERT_TRUE(runs_->Start(Selection({queries[0]})).has_value());
  EXPECT_EQ(runs_->Start(Selection({queries[0]})).error().code, ErrorCode::kBusy);
  while (runs_->Wait("w", id, 5, 1'000'000'000).value().outcomes.size() <= 5) {
  }
  EXPECT_TRUE(runs_->Cancel("w", id).value());
  const RunState state = Finished(id);
  EXPECT_TRUE(state.cancelled);
  ASSERT_EQ(state.outcomes.size(), 400U);
  size_t done = 0, cancelled = 0;
  for (const QueryOutcome& outcome : state.outcomes) {
    done += outcome.status == HuntingRun::Status::kDone ? 1 : 0;
    cancelled += outcome.status == HuntingRun::Status::kCancelled ? 1 : 0;
  }
  EXPECT_GT(done, 5U);
  EXPECT_GT(cancelled, 0U);
  EXPECT_EQ(done + cancelled, 400U);
  EXPECT_FALSE(runs_->Cancel("w", id).value());
}

TEST_F(QueryRunsTest, HistoryTellsSpikes) {
  const std::string text = "SecurityEvent | where Computer startswith 'new'";
  for (int64_t day = 12; day > 0; --day) {
    clock_.Set(kNow - day * kTicksPerDay);
    Run({Query("q", text)});
  }
  clock_.Set(kNow);
  std::vector<std::pair<int64_t, std::string>> many;
  for (int i = 0; i < 50; ++i) many.emplace_back(kNow - 1 - i, "new");
  Ingest(many);
  Run({Query("q", text)});
  const auto runs = store_->hunting_runs().OfWorkspace("w", kNow - 30 * kTicksPerDay).value();
  const QueryHistory history = HistoryOf(runs).at("q");
  ASSERT_EQ(history.days.size(), 13U);
  EXPECT_EQ(history.days.front().rows, 1);
  EXPECT_EQ(history.last_rows, 51);
  EXPECT_EQ(history.last_previous, 1);
  ASSERT_TRUE(history.spike);
  EXPECT_EQ(history.spike->median, 1);
  EXPECT_TRUE(history.spike->is_spike);
}

TEST_F(QueryRunsTest, RowsAreKeptAndWhatIsNewIsTold) {
  ResultKeeper keeper(*service_, *checks_, *store_, clock_, ids_);
  const HuntingQuery query = Query("q",
                                   "SecurityEvent | where Computer startswith 'new' | summarize n = count() "
                                   "by Host_0_HostName = Computer | sort by "
                                   "Host_0_HostName asc");
  const HuntingWindow window{kNow, 2 * kTicksPerDay};
  const store::Actor user = Selection({}).user;
  const KeptResult first = keeper.Run(query, window, {"w", user}).value();
  EXPECT_EQ(first.result.rows, 2);
  EXPECT_FALSE(first.before);
  EXPECT_EQ(first.diff.added.size(), 2U);
  Ingest({{kNow - 5, "new1"}, {kNow - 6, "newer"}});
  clock_.Set(kNow + 1);
  const KeptResult second = keeper.Run(query, window, {"w", user}).value();
  EXPECT_EQ(second.before->id, first.result.id);
  EXPECT_EQ(second.result.rows, 3);
  ASSERT_EQ(second.diff.added.size(), 1U);
  EXPECT_EQ(second.rows[second.diff.added[0]].text, R"(["newer",1])");
  ASSERT_EQ(second.diff.changed.size(), 1U);
  EXPECT_EQ(second.rows[second.diff.changed[0].after].text, R"(["new1",2])");
  EXPECT_TRUE(second.diff.removed.empty());
  const KeptResult again = keeper.Compare("w", second.result.id, first.result.id).value();
  EXPECT_EQ(again.diff.added, second.diff.added);
  EXPECT_EQ(again.rows.size(), 3U);
  EXPECT_EQ(keeper.Compare("w", first.result.id, "nowhere").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(keeper.Find("other", first.result.id).error().code, ErrorCode::kNotFound);
  const HuntingQuery all = Query("all", "range n from 1 to 20000 step 1");
  const KeptResult many = keeper.Run(all, window, {"w", user}).value();
  EXPECT_EQ(many.rows.size(), ResultKeeper::kMostRows);
  EXPECT_FALSE(many.result.complete);
  EXPECT_EQ(keeper.Compare("w", many.result.id, first.result.id).error().code, ErrorCode::kInvalid);
}

TEST_F(QueryRunsTest, SweepsRunWhenTheyAreDueAndTellWhatIsNew) {
  const store::Actor una = Selection({}).user;
  ASSERT_TRUE(store_->Change(una, [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(
        {"w", "savedSearches", "", "mine"},
        R"({"category":"Hunting Queries","displayName":"New hosts","query":"SecurityEvent | where Computer startswith 'new' | project Computer"})"));
    TRY_OK(transaction.Put(
        {"w", "savedSearches", "", "broken"},
        R"({"category":"Hunting Queries","displayName":"Broken","query":"Nowhere | take 1"})"));
    TRY_OK(transaction.Put(
        {"w", "sweeps", "", "s"},
        R"({"displayName":"Daily","enabled":true,"every":"P1D","lookback":"P2D","filter":{"sources":["Custom"]}})"));
    TRY_OK(transaction.Put({"w", "sweeps", "", "off"},
                           R"({"displayName":"Off","enabled":false,"every":"P1D"})"));
    return Ok();
  }));
  ResultKeeper keeper(*service_, *checks_, *store_, clock_, ids_);
  Sweeper sweeper(
      {&database_->storage(), store_.get(), checks_.get(), &keeper, &clock_, &ids_, "w", nullptr});
  EXPECT_EQ(sweeper.RunDue({}).value(), 1U);
  EXPECT_EQ(sweeper.RunDue({}).value(), 0U);
  clock_.Set(kNow + kTicksPerDay / 2);
  // Somebody looks at the query in between.
  HuntingQuery mine = Query("mine", "SecurityEvent | where Computer startswith 'new' | project Computer");
  Ingest({{clock_.Now() - 5, "newer"}});
  ASSERT_TRUE(keeper.Run(mine, {clock_.Now(), 2 * kTicksPerDay}, {"w", una}));
  EXPECT_EQ(sweeper.RunDue({}).value(), 0U);
  clock_.Set(kNow + kTicksPerDay - 1);
  EXPECT_EQ(sweeper.RunDue({}).value(), 0U);
  clock_.Set(kNow + kTicksPerDay);
  EXPECT_EQ(sweeper.RunDue({}).value(), 1U);
  const auto reports =
      store_
          ->Read([](store::Transaction& transaction) { return transaction.List("w", "sweeps/reports", "s"); })
          .value();
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[1].created_by.id, "system");
  const auto last = FromJson<SweepReport>(ParseObject(reports[1].body)).value();
  EXPECT_EQ(last.queries, 2);
  ASSERT_EQ(last.ran.size(), 1U);
  EXPECT_EQ(last.ran[0].name, "New hosts");
  EXPECT_EQ(last.ran[0].rows, 2);
  EXPECT_EQ(last.ran[0].new_rows, 1);
  ASSERT_EQ(last.failed.size(), 1U);
  EXPECT_NE(last.failed[0].error.find("Nowhere"), std::string::npos);
  EXPECT_EQ(sweeper.RunNow("none", {}).error().code, ErrorCode::kNotFound);
}

TEST(Spikes, AreJudgedByMedianAndDeviation) {
  const std::vector<double> wild = {10, 12, 11, 9, 500, 10, 11};
  EXPECT_FALSE(SpikeOf(12, wild)->is_spike);
  EXPECT_TRUE(SpikeOf(40, wild)->is_spike);
  EXPECT_TRUE(SpikeOf(0, wild)->is_spike);
  EXPECT_NEAR(SpikeOf(12, wild)->score, 0.6745 * (12 - 11) / 1, 1e-9);
  EXPECT_FALSE(SpikeOf(1, std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(SpikeOf(3, std::vector<double>{1, 2, 3, 4, 5, 6})->median, 3.5);
}

TEST(BuiltInQueries, HaveNamesTacticsAndText) {
  ASSERT_GE(BuiltInHuntingQueries().size(), 19U);
  for (const HuntingQuery& query : BuiltInHuntingQueries()) {
    EXPECT_FALSE(query.name.empty() || query.description.empty() || query.query.empty()) << query.id;
    EXPECT_FALSE(query.tactics.empty() || query.techniques.empty()) << query.id;
    EXPECT_NE(query.query.substr(0, 2), "//") << query.id;
  }
  EXPECT_EQ(BuiltInHuntingQueries().front().id, "demo.01_office_starts_shell");
}

TEST(Connectors, AreKnownByTheirTables) {
  const auto fed = ConnectorsOf("SecurityEvent");
  ASSERT_EQ(fed.size(), 2U);
  EXPECT_EQ(fed[1]->id, "WindowsSecurityEvents");
  EXPECT_EQ(fed[1]->solution, "Windows Security Events");
  for (const Connector& connector : Connectors()) {
    EXPECT_FALSE(connector.title.empty() || connector.solution.empty() || connector.tables.empty())
        << connector.id;
  }
}

}  // namespace
}  // namespace harrier::hunting
