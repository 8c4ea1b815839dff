#include "query/filled_text.h"
#include "query/service_testing.h"

namespace harrier::query {
namespace {

class Check : public ServiceTest {
 protected:
  Checked CheckText(std::string_view text) {
    Request request;
    request.text = std::string(text);
    return service_->Check(request);
  }
};

TEST_F(Check, TellsColumnsAndPlan) {
  const Checked checked = CheckText("Syslog | summarize n = count() by Computer; print a = 1");
  EXPECT_FALSE(checked.error);
  ASSERT_EQ(checked.results.size(), 2U);
  EXPECT_EQ(checked.results[0].name, "PrimaryResult");
  EXPECT_EQ(checked.results[0].columns.at(1).name, "n");
  EXPECT_NE(checked.results[0].plan.find("Scan Syslog"), std::string::npos) << checked.results[0].plan;
  EXPECT_FALSE(checked.depends_on_rows);
}

TEST_F(Check, ReadsNoRows) {
  const Checked checked = CheckText("Syslog | evaluate pivot(Computer) | project host0");
  EXPECT_TRUE(checked.depends_on_rows);
  EXPECT_TRUE(CheckText("externaldata(a: long)['x.csv']").depends_on_rows);
}

TEST_F(Check, TellsTablesAndWhoChoosesTheTime) {
  const auto own = [&](std::string_view text) {
    const Checked checked = CheckText(text);
    EXPECT_FALSE(checked.error) << text;
    return checked.has_own_time;
  };
  EXPECT_TRUE(own("Syslog | where TimeGenerated > ago(1d)"));
  EXPECT_TRUE(own("Syslog | where TimeGenerated between (datetime(2026-01-01) .. 1d)"));
  EXPECT_TRUE(own("let t = datetime(2026-01-01); Syslog | where t < TimeGenerated | take 1"));
  EXPECT_TRUE(own("Syslog | where TimeGenerated > todatetime('{{StartTimeISO}}')"));
  EXPECT_TRUE(own("set query_now = datetime(2026-01-01); Syslog | take 1"));
  EXPECT_TRUE(
      own("Syslog | where Computer in ((Heartbeat | where TimeGenerated > datetime(2026-01-01) | project "
          "Computer))"));
  EXPECT_FALSE(own("Syslog | summarize count() by bin(TimeGenerated, 1h)"));
  EXPECT_FALSE(own("Syslog | where EventTime < TimeGenerated and Computer != 'datetime'"));
  EXPECT_FALSE(own("Syslog | summarize First = min(TimeGenerated) by Computer"));
  EXPECT_EQ(CheckText("Syslog | join (Heartbeat) on Computer | union (SecurityEvent)").tables,
            (std::set<std::string>{"Heartbeat", "SecurityEvent", "Syslog"}));
}

TEST_F(Check, AColumnOfSomeTablesIsNoTextInTheOthers) {
  // AzureDiagnostics has a text under any name.
  const Checked checked =
      CheckText("search in (AzureDiagnostics, DeviceEvents) Timestamp > ago(19d) and 'x'");
  EXPECT_FALSE(checked.error) << checked.error->message;
  EXPECT_FALSE(CheckText("search in (AzureDiagnostics, DeviceEvents) Anything == 'y'").error);
}

TEST_F(Check, AllMistakes) {
  const Checked checked = CheckText("Syslog | where Nope == 1 and Nada == 2");
  ASSERT_TRUE(checked.error);
  EXPECT_EQ(checked.error->diagnostics.size(), 2U);
  EXPECT_TRUE(checked.results.empty());
}

TEST_F(Check, PlacesAreThoseOfTheTextAsWritten) {
  const std::string text =
      "Syslog | where TimeGenerated > datetime({{StartTimeISO}}) and Nope < datetime({{EndTimeISO}}) or Nada";
  const Checked checked = CheckText(text);
  ASSERT_TRUE(checked.error);
  ASSERT_EQ(checked.error->diagnostics.size(), 2U);
  for (const Diagnostic& finding : checked.error->diagnostics) {
    const std::string at = text.substr(finding.span.begin, finding.span.end - finding.span.begin);
    EXPECT_TRUE(at == "Nope" || at == "Nada") << at;
  }
  Request request;
  request.text = text;
  const Asked asked = Ask(request);
  ASSERT_TRUE(asked.failure);
  EXPECT_EQ(text.substr(asked.failure->diagnostics.front().span.begin, 4), "Nope");
}

TEST(FilledText, TokensMayHaveTimesOfTheirOwn) {
  Request request;
  request.text = "{{StartTimeISO}}";
  request.timespan = {0, 1};
  request.tokens = {864'000'000'000, 2 * 864'000'000'000};
  EXPECT_EQ(FilledText(request, 5).text(), "0001-01-02T00:00:00.0000000Z");
}

TEST(FilledText, AMistakeWithinATokenIsAllOfIt) {
  Request request;
  request.text = "ab{{EndTimeISO}}cd";
  const FilledText filled(request, 0);
  EXPECT_EQ(filled.text(), "ab0001-01-01T00:00:00.0000000Zcd");
  const Error error = filled.InOriginal({ErrorCode::kSyntax, "", {3, 5}});
  EXPECT_EQ(error.span, (Span{2, 16}));
  EXPECT_EQ(filled.InOriginal({ErrorCode::kSyntax, "", {30, 31}}).span, (Span{16, 17}));
}

}  // namespace
}  // namespace harrier::query
