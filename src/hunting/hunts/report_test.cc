#include "hunting/hunts/report.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/hunting_testing.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/hunts/hunt_entities.h"

namespace harrier::hunting {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int64_t kNow = 638'000'000'000'000'000;

/// A hunt with two bookmarks of a row each, a note, an alert, and an incident that is no more.
class HuntReport : public HuntingTest {
 protected:
  HuntReport() : HuntingTest(kNow) {}

  void SetUp() override {
    Ingest("SecurityEvent", {"TimeGenerated", "Computer", "Account"},
           {{"", "host1", "a|b"}, {"", "host2", "=cmd()"}});
    Ingest("SecurityAlert", {"TimeGenerated", "SystemAlertId", "DisplayName"}, {{"", "alert-1", "An alert"}});
    Put("hunts", "", "h",
        R"({"displayName":"Strange <b>logons</b>","description":"Are there any?","hypothesisStatus":"Validated","attackTechniques":["T1078"]})");
    AddBookmark("b2", "host2", "=cmd()", kNow - kTicksPerHour);
    AddBookmark("b1", "host1", "a|b", kNow - 2 * kTicksPerHour);
    Relate("bookmarks/b1");
    Relate("bookmarks/b2");
    Relate("incidents/gone");
    Relate("entities/alert-1");
    Put("hunts/comments", "h", "c1", R"({"message":"Asked the owner:\nnot me"})");
  }

  void Ingest(const std::string& table, const std::vector<std::string>& columns,
              const std::vector<std::vector<std::string>>& rows) {
    runtime::Batch batch;
    batch.table = table;
    for (size_t i = 0; i < columns.size(); ++i)
      batch.columns.emplace_back(columns[i],
                                 runtime::ColumnBuilder(i == 0 ? Type::kDatetime : Type::kString));
    for (const auto& row : rows) {
      batch.columns[0].second.AppendLong(kNow - kTicksPerMinute);
      for (size_t i = 1; i < row.size(); ++i) batch.columns[i].second.AppendText(row[i]);
    }
    ASSERT_TRUE(database_->storage().Append(batch, table, kNow).value());
  }

  void Put(const std::string& kind, const std::string& parent, const std::string& name,
           const std::string& body) {
    const store::Actor una{.id = "u", .name = "Una", .email = "", .address = "", .surface = ""};
    ASSERT_TRUE(store_->Change(una, [&](store::Transaction& transaction) -> Status {
      TRY_OK(transaction.Put({"w", kind, parent, name}, body));
      return Ok();
    }));
  }

  void AddBookmark(const std::string& name, const std::string& computer, const std::string& account,
                   int64_t time) {
    json::object body{
        {"displayName", "Logon at " + computer},
        {"query", "SecurityEvent | project Computer, Account"},
        {"queryResult", json::serialize(json::object{{"Computer", computer}, {"Account", account}})},
        {"eventTime", FormatDatetime(time)},
        {"queryStartTime", FormatDatetime(kNow - kTicksPerDay)},
        {"queryEndTime", FormatDatetime(kNow)}};
    Put("bookmarks", "", name, json::serialize(body));
  }

  void Relate(const std::string& what) {
    const std::string id =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/providers/"
        "Microsoft.SecurityInsights/" +
        what;
    Put("hunts/relations", "h", ids_.Random(), json::serialize(json::object{{"relatedResourceId", id}}));
  }

  HuntDossier Read() {
    return store_->Read([](store::Transaction& transaction) { return ReadDossier(transaction, "w", "h"); })
        .value();
  }
};

TEST_F(HuntReport, HasEvidenceInOrderWithItsHash) {
  const HuntDossier dossier = Read();
  ASSERT_EQ(dossier.evidence.size(), 2U);
  EXPECT_EQ(dossier.evidence[0].object.key.name, "b1");
  EXPECT_EQ(dossier.related.size(), 2U);
  const std::string text =
      MarkdownOf(ReportOf(dossier, TimelineOf(dossier, *service_, nullptr).value(), kNow));
  EXPECT_THAT(text, HasSubstr("# Strange \\<b\\>logons\\</b\\>\n"));
  EXPECT_THAT(text, HasSubstr("- **Hypothesis:** Validated\n"));
  EXPECT_THAT(text, HasSubstr("- **Techniques:** T1078 Valid Accounts\n"));
  EXPECT_THAT(text, HasSubstr("### 1\\. Logon at host1\n"));
  EXPECT_THAT(text, HasSubstr(dossier.evidence[0].hash));
  EXPECT_THAT(text, HasSubstr("```kusto\nSecurityEvent | project Computer, Account\n```\n"));
  EXPECT_THAT(text, HasSubstr("| Account | a\\|b |\n"));
  EXPECT_THAT(text, HasSubstr("| incidents | gone | deleted |\n"));
  const std::string page = HtmlOf(ReportOf(dossier, {}, kNow));
  EXPECT_THAT(page, HasSubstr("<h1>Strange &lt;b&gt;logons&lt;/b&gt;</h1>"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("<td>a|b</td>"));
}

TEST_F(HuntReport, TimelinesAreInOrderAndSafeInSpreadsheets) {
  const auto events = TimelineOf(Read(), *service_, nullptr).value();
  std::vector<std::string> kinds;
  for (const TimelineEvent& event : events) kinds.emplace_back(KindName(event.kind));
  EXPECT_EQ(kinds.size(), 4U);
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end(),
                             [](const auto& a, const auto& b) { return a.time < b.time; }));
  EXPECT_THAT(kinds, testing::UnorderedElementsAre("Bookmark", "Bookmark", "Note", "Alert"));
  std::vector<TimelineEvent> risky = events;
  risky[0].title = "=HYPERLINK(\"x\")";
  const std::string csv = TimelineCsv(risky);
  EXPECT_THAT(csv, HasSubstr("message,datetime,timestamp_desc,"));
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\""));
  const std::string lines = TimelineJsonLines(events);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4);
  const json::value line = json::parse(lines.substr(0, lines.find('\n')));
  EXPECT_EQ(line.at("timestamp").as_int64(), (events[0].time - kUnixEpochTicks) / 10);
  EXPECT_TRUE(line.at("message").is_string() && line.at("timestamp_desc").is_string());
}

TEST_F(HuntReport, EvidenceRunsAgain) {
  const HuntDossier dossier = Read();
  Bookmark bookmark = dossier.evidence[0].bookmark;
  EXPECT_EQ(RunAgain(*service_, bookmark, kNow, nullptr, {}).verdict, Rerun::Verdict::kSame);
  EXPECT_EQ(EvidenceHash(bookmark), dossier.evidence[0].hash);
  bookmark.notes = "a note changes no evidence";
  EXPECT_EQ(EvidenceHash(bookmark), dossier.evidence[0].hash);
  bookmark.query_result = R"({"Computer":"host1","Account":"someone else"})";
  EXPECT_EQ(RunAgain(*service_, bookmark, kNow, nullptr, {}).verdict, Rerun::Verdict::kMissing);
  EXPECT_NE(EvidenceHash(bookmark), dossier.evidence[0].hash);
  bookmark.query = "SecurityEvent | where Nope == 1";
  const Rerun failed = RunAgain(*service_, bookmark, kNow, nullptr, {});
  EXPECT_EQ(failed.verdict, Rerun::Verdict::kFailed);
  EXPECT_THAT(failed.error, HasSubstr("Nope"));
}

TEST_F(HuntReport, AHuntClonesItsQueriesAndIsCounted) {
  HuntingQuery query;
  query.id = "shared";
  query.name = "Logons";
  query.query = "SecurityEvent | take 1";
  query.tactics = {"InitialAccess"};
  query.techniques = {"T1078"};
  const store::Actor una{.id = "u", .name = "Una", .email = "", .address = "", .surface = ""};
  std::string name;
  ASSERT_TRUE(store_->Change(una, [&](store::Transaction& transaction) -> Status {
    NewHunt fresh{
        AcceptHunt(ParseObject(R"({"displayName":"New","description":"d","status":"Active"})")).value(),
        {query, query},
        "w",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"};
    TRY(name, CreateHunt(transaction, ids_, kNow, std::move(fresh)));
    return Ok();
  }));
  const HuntDossier dossier =
      store_->Read([&](store::Transaction& transaction) { return ReadDossier(transaction, "w", name); })
          .value();
  EXPECT_EQ(dossier.hunt.attack_techniques, std::vector<std::string>{"T1078"});
  ASSERT_EQ(dossier.queries.size(), 2U);
  EXPECT_NE(dossier.queries[0].object.key.name, dossier.queries[1].object.key.name);
  EXPECT_EQ(dossier.queries[0].search.query, query.query);
  // Nobody else sees them.
  const auto seen = HuntingQueriesOf(*store_, "w", "u");
  ASSERT_TRUE(seen.has_value());
  for (const HuntingQuery& one : *seen) EXPECT_FALSE(one.is_custom());
  const HuntMetrics metrics =
      store_->Read([&](store::Transaction& transaction) { return MetricsOf(transaction, "w"); }).value();
  EXPECT_EQ(metrics.hunts, 2);
  EXPECT_EQ(metrics.active, 1);
  EXPECT_EQ(metrics.validated, 1);
  EXPECT_EQ(metrics.incidents, 1);
  EXPECT_EQ(metrics.rules, 0);
}

TEST_F(HuntReport, EntitiesOfAHuntAreThoseOfItsBookmarks) {
  HuntDossier dossier = Read();
  dossier.evidence[0].bookmark.entity_mappings = {{"Account", {{"FullName", "CORP\\alice"}}},
                                                  {"IP", {{"Address", "203.0.113.9"}}}};
  dossier.evidence[1].bookmark.entity_mappings = {{"Account", {{"Name", "Alice"}, {"NTDomain", "corp"}}},
                                                  {"Account", {{"Name", "SYSTEM"}}}};
  const HuntEntities entities = EntitiesOf(dossier);
  ASSERT_EQ(entities.merged.entities.size(), 2U);
  EXPECT_EQ(entities.merged.entities[0].members.size(), 2U);
  EXPECT_EQ(entities.bookmarks[entities.merged.entities[0].members[1]], dossier.evidence[1].object.key.name);
  ASSERT_EQ(entities.merged.dropped.size(), 1U);
}

TEST(Documents, CodeIsFencedByMoreThanItHolds) {
  const Document document{"t", {CodeBlock{"kusto", "print ```\n"}, Paragraph{"a*b\nc"}}};
  EXPECT_EQ(MarkdownOf(document), "# t\n\n````kusto\nprint ```\n````\n\na\\*b  \nc\n");
}

}  // namespace
}  // namespace harrier::hunting
