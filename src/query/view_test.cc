#include "query/view.h"

#include "query/service_testing.h"

namespace harrier::query {
namespace {

/// Sees hosts 0 to 2 of Syslog, nothing of SecurityEvent, and all else.
class SomeHosts final : public View {
 public:
  explicit SomeHosts(std::string rule = "Computer in ('host0', 'host1', 'host2')") : rule_(std::move(rule)) {}
  const std::string& id() const override { return rule_; }
  std::optional<std::string> RowsOf(std::string_view table) const override {
    if (table == "SecurityEvent") return std::nullopt;
    return table == "Syslog" ? rule_ : "";
  }

 private:
  std::string rule_;
};

class Views : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    Ingest(4, "SecurityEvent");
    Ingest(5, "Heartbeat");
    ASSERT_TRUE(
        database_->storage().CreateFunction({"AllHosts", "() { Syslog | distinct Computer }", "", ""}));
    ASSERT_TRUE(database_->storage().CreateFunction({"Events", "() { SecurityEvent }", "", ""}));
    seen_ = SeenBy(*service_, std::make_shared<SomeHosts>());
  }

  /// The first cell as the one asker sees it.
  std::string See(std::string_view text) { return SeeAs(*seen_, text); }
  std::string SeeAs(Service& service, std::string_view text) {
    Request request;
    request.text = std::string(text);
    auto answer = service.Run(std::move(request));
    if (!answer) return "error: " + answer.error().message;
    auto table = (*answer)->NextTable();
    if (!table) return "error: " + table.error().message;
    auto chunk = (*table)->rows->Next();
    if (!chunk) return "error: " + chunk.error().message;
    if (!*chunk) return "";
    const Value value = runtime::ValueAt((*chunk)->columns[0], 0);
    std::string first = value.type() == Type::kLong ? std::to_string(value.integer()) : value.text();
    while ((*table)->rows->Next().value()) {
    }
    while ((*answer)->NextTable().value()) {
    }
    return first;
  }

  std::unique_ptr<Service> seen_;
};

TEST_F(Views, NoWayOfNamingATableLeadsPastItsRowRule) {
  for (const char* text :
       {"Syslog | count",
        "database('harrier').Syslog | count",
        "['Syslog'] | count",
        "union Syslog | count",
        "union Sys* | count",
        "union withsource=T * | where T == 'Syslog' | count",
        "union (Syslog), (Syslog | where false) | count",
        "search in (Syslog) 'host*' | count",
        "search in (Sys*) * | count",
        "search * | where $table == 'Syslog' | count",
        "find in (Syslog) where Computer startswith 'host' | count",
        "find where Computer startswith 'host' | where source_ == 'Syslog' | count",
        "AllHosts | count",
        "AllHosts() | count",
        "let Syslog = 1; database('harrier').Syslog | count",
        "let Computer = 'x'; Syslog | count",
        "let f = (T:(Computer:string)) { T | count }; f(Syslog)",
        "let S = materialize(Syslog); union (S | where false), S | count",
        "print n = toscalar(Syslog | count)",
        "Syslog | summarize count() by bin(TimeGenerated, 1d) | project count_",
        "Syslog | as T | count",
        "Syslog | summarize dcount(Computer)",
        "Syslog | summarize n = countif(true)",
        "Syslog | where Computer startswith "
        "'host' | count",
        "Syslog | partition by Computer (take 1) | count",
        "Syslog | fork (count) (take 1)",
        "Syslog | make-series n = count() default=0 on TimeGenerated step 1d | "
        "mv-expand n to typeof(long) | summarize sum(n)",
        "Heartbeat | where Computer in ((Syslog | project Computer)) | count",
        "Heartbeat | join kind=inner (Syslog | distinct Computer) on Computer | count",
        "Heartbeat | lookup kind=inner (Syslog | distinct Computer) on Computer | count",
        "Heartbeat | where toscalar(Syslog | summarize make_set(Computer)) has Computer | count",
        "Heartbeat | distinct Computer | join kind=leftsemi Syslog on Computer | count"}) {
    EXPECT_EQ(See(text), "3") << text;
  }
  EXPECT_EQ(SeeAs(*service_, "Syslog | count"), "10");
}

TEST_F(Views, AHiddenTableIsNotThere) {
  for (const char* text :
       {"SecurityEvent | count", "database('harrier').SecurityEvent | count", "Events | count",
        "Events() | count", "union SecurityEvent, Heartbeat | count", "search in (SecurityEvent) 'host'",
        "find in (SecurityEvent) where true", "Heartbeat | join (SecurityEvent) on Computer",
        "print toscalar(SecurityEvent | count)"}) {
    const std::string answer = See(text);
    EXPECT_EQ(answer.substr(0, 6), "error:") << text << ": " << answer;
  }
  EXPECT_EQ(See("union withsource=T * | where T == 'SecurityEvent' | count"), "0");
  EXPECT_EQ(See("union Security*, Heartbeat | where Computer startswith 'host' | count"), "5");
  EXPECT_EQ(See("union isfuzzy=true SecurityEvent, Heartbeat | count"), "5");
  EXPECT_EQ(See("search * | where $table == 'SecurityEvent' | count"), "0");
  EXPECT_EQ(seen_->catalog()->FindTable("SecurityEvent"), nullptr);
  EXPECT_NE(service_->catalog()->FindTable("SecurityEvent"), nullptr);
}

TEST_F(Views, AnswersAreNotSharedAmongViews) {
  EXPECT_EQ(SeeAs(*service_, "Syslog | count"), "10");
  EXPECT_EQ(See("Syslog | count"), "3");
  EXPECT_EQ(SeeAs(*service_, "Syslog | count"), "10");
  EXPECT_EQ(SeeAs(*SeenBy(*service_, std::make_shared<SomeHosts>("Computer == 'host1'")), "Syslog | count"),
            "1");
}

TEST_F(Views, ARuleMayReadOtherTables) {
  const auto rule =
      std::make_shared<SomeHosts>("Computer in ((Heartbeat | where Computer != 'host0' | project Computer))");
  EXPECT_EQ(SeeAs(*SeenBy(*service_, rule), "let Heartbeat = Syslog; Syslog | count"), "4");
}

TEST_F(Views, AWrongRuleShowsNothing) {
  for (const char* rule : {"Nope == 1", "Computer ==", "true; Syslog", "Syslog | take 1", "strcat('a', 'b')",
                           "Computer in ((Syslog | project Computer))"}) {
    const std::string answer = SeeAs(*SeenBy(*service_, std::make_shared<SomeHosts>(rule)), "Syslog | count");
    EXPECT_EQ(answer.substr(0, 45), "error: the row rule of the table Syslog is wr")
        << rule << ": " << answer;
  }
  EXPECT_EQ(SeeAs(*SeenBy(*service_, std::make_shared<SomeHosts>("Computer == 'host1' // or true")),
                  "Syslog | count"),
            "1");
}

TEST_F(Views, TheLogOfQueriesIsFoundByItsNameOnly) {
  runtime::Batch batch;
  batch.table = "LAQueryLogs";
  batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
  batch.columns.emplace_back("QueryText", runtime::ColumnBuilder(Type::kString));
  for (int i = 0; i < 3; ++i) {
    batch.columns[0].second.AppendLong(clock_.Now());
    batch.columns[1].second.AppendText("search 'host*'");
  }
  ASSERT_TRUE(database_->storage().Append(batch, "queries", clock_.Now()).value());
  for (const char* text : {"search * | where $table == 'LAQueryLogs' | count",
                           "search 'host*' | where $table == 'LAQueryLogs' | count",
                           "union withsource=T * | where T == 'LAQueryLogs' | count",
                           "find where true | where source_ == 'LAQueryLogs' | count"})
    EXPECT_EQ(SeeAs(*service_, text), "0") << text;
  for (const char* text : {"LAQueryLogs | count", "union LAQ* | count", "search in (LAQueryLogs) * | count",
                           "find in (LAQuery*) where true | count"})
    EXPECT_EQ(SeeAs(*service_, text), "3") << text;
}

TEST_F(Views, RulesAddUp) {
  const catalog::CatalogPtr one = CatalogSeenBy(service_->catalog(), SomeHosts("Computer != 'host1' // x"));
  const catalog::CatalogPtr both = CatalogSeenBy(one, SomeHosts());
  EXPECT_EQ(both->FindTable("Syslog")->row_filter,
            "(Computer != 'host1' // x\n) and (Computer in ('host0', 'host1', 'host2')\n)");
}

}  // namespace
}  // namespace harrier::query
