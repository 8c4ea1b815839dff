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
