#include "query/counting.h"

#include "query/service_testing.h"

namespace harrier::query {
namespace {

class CountingTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    runtime::Batch batch;
    batch.table = "SecurityEvent";
    batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
    batch.columns.emplace_back("CommandLine", runtime::ColumnBuilder(Type::kString));
    batch.columns.emplace_back("Computer", runtime::ColumnBuilder(Type::kString));
    batch.columns.emplace_back("EventID", runtime::ColumnBuilder(Type::kInt));
    static constexpr std::string_view kWords[] = {"powershell -enc", "MIMIKATZ",          "psexec.exe",
                                                  "whoami /all",     "rundll32 evil.dll", "über.exe",
                                                  "net user",        "mimikatzen"};
    for (int64_t i = 0; i < 5000; ++i) {
      batch.columns[0].second.AppendLong(clock_.Now() - i * 600'000'000);
      std::string line(kWords[static_cast<size_t>(i) % 8]);
      if (i % 3 == 0) line += " " + std::string(kWords[static_cast<size_t>(i / 3) % 8]);
      batch.columns[1].second.AppendText(line);
      batch.columns[2].second.AppendText(fmt::format("host{}", i % 7));
      batch.columns[3].second.AppendInt(static_cast<int32_t>(4688 + i % 2));
    }
    ASSERT_TRUE(database_->storage().Append(batch, "events", clock_.Now()).value());
  }

  std::vector<Result<Counted>> Count(const std::vector<std::string>& texts,
                                     const std::function<void(Request&)>& change = {}) {
    std::vector<Request> requests;
    for (const std::string& text : texts) {
      requests.emplace_back().text = text;
      if (change) change(requests.back());
    }
    std::vector<std::optional<Result<Counted>>> counted(texts.size());
    service_->Count(requests, [&](size_t number, Result<Counted> one) {
      EXPECT_FALSE(counted.at(number).has_value()) << "told twice: " << texts[number];
      counted[number] = std::move(one);
    });
    std::vector<Result<Counted>> out;
    for (size_t i = 0; i < counted.size(); ++i) {
      EXPECT_TRUE(counted[i].has_value()) << texts[i];
      out.push_back(counted[i].value_or(Counted{}));
    }
    return out;
  }
};

TEST_F(CountingTest, AgreesWithQueriesOneByOne) {
  const std::vector<std::string> texts = {
      "SecurityEvent | where CommandLine has 'mimikatz'",
      "SecurityEvent | where CommandLine has 'Psexec' and EventID == 4688",
      "SecurityEvent | where CommandLine contains 'katz' | project Computer | sort by Computer",
      "SecurityEvent | where CommandLine contains_cs 'MIMI' and TimeGenerated > ago(1d)",
      "SecurityEvent | where CommandLine has_any ('whoami', 'rundll32') | extend x = strlen(CommandLine)",
      "SecurityEvent | where CommandLine has 'net' or CommandLine startswith 'power'",
      "SecurityEvent | where CommandLine has 'über'",
      "SecurityEvent | where CommandLine has 'nothing at all'",
      "SecurityEvent | extend Line = CommandLine | where Line has 'evil' | where Computer == 'host1' or "
      "EventID > 4688",
      "SecurityEvent | where Computer startswith 'host1'",
      "SecurityEvent | where Computer contains 'ost3' and CommandLine has 'user'",
      "SecurityEvent | where CommandLine has 'user' | summarize count() by Computer",
      "SecurityEvent | where CommandLine has 'user' | take 5",
      "SecurityEvent | where CommandLine has 'user' and rand() > 2",
      "SecurityEvent | where CommandLine has 'user' | where Computer in ((Syslog | project Computer))",
      "SecurityEvent | where CommandLine !has 'user'",
      "SecurityEvent | where not(CommandLine has 'user')",
      "SecurityEvent | count",
      "Syslog | where Computer has 'host3'; SecurityEvent | take 1",
      "print 1, 2",
      "SecurityEvent | where CommandLine has 'user' | distinct Computer, EventID | join kind=inner (Syslog) "
      "on Computer",
  };
  const std::vector<Result<Counted>> counted = Count(texts);
  size_t shared = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    ASSERT_TRUE(counted[i]) << texts[i] << ": " << counted[i].error().message;
    Request request;
    request.text = texts[i];
    if (texts[i].find(';') == std::string::npos) {
      EXPECT_EQ(counted[i]->rows, Ask(request).rows) << texts[i];
    }
    shared += counted[i]->shared ? 1 : 0;
  }
  EXPECT_EQ(counted[18]->rows, 1U);
  EXPECT_GE(shared, 10U);
  EXPECT_GT(counted[0]->rows, 0U);
}

TEST_F(CountingTest, ScopesAndTheMeaningOfNowAreEachQuerysOwn) {
  const int64_t day = 864'000'000'000;
  const std::vector<std::string> texts(4, "SecurityEvent | where CommandLine has 'mimikatz'");
  int n = 0;
  const auto counted = Count(texts, [&](Request& request) {
    if (n < 2) request.timespan = {clock_.Now() - (n + 1) * day, clock_.Now() - n * day};
    if (n == 2) request.text += " and TimeGenerated between (ago(1d) .. now())";
    if (n == 2) request.now = clock_.Now() - day;
    ++n;
  });
  for (const auto& one : counted) ASSERT_TRUE(one);
  EXPECT_GT(counted[0]->rows, 0U);
  EXPECT_LT(counted[0]->rows, counted[3]->rows);
  // Both are the day before the last.
  EXPECT_NEAR(static_cast<double>(counted[1]->rows), static_cast<double>(counted[2]->rows), 1);
  EXPECT_TRUE(counted[0]->shared && counted[3]->shared);
}

TEST_F(CountingTest, OneQuerysMistakeIsNotAnothers) {
  const auto counted =
      Count({"SecurityEvent | where CommandLine has 'mimikatz'", "SecurityEvent | where Nope",
             "SecurityEvent | where CommandLine has 'whoami'", "syntax ("});
  EXPECT_TRUE(counted[0]);
  ASSERT_FALSE(counted[1]);
  EXPECT_EQ(counted[1].error().code, ErrorCode::kSemantic);
  EXPECT_TRUE(counted[2]);
  ASSERT_FALSE(counted[3]);
  EXPECT_EQ(counted[3].error().code, ErrorCode::kSyntax);
}

TEST_F(CountingTest, CancelKeepsWhatIsDone) {
  std::stop_source stop;
  std::vector<Request> requests(3);
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].text = fmt::format("Syslog | where Computer == 'host{}'", i);
    requests[i].stop = stop.get_token();
  }
  std::vector<std::string> told;
  service_->Count(requests, [&](size_t, Result<Counted> one) {
    told.push_back(one ? "counted" : "cancelled");
    EXPECT_TRUE(one || one.error().code == ErrorCode::kCancelled);
    stop.request_stop();
  });
  EXPECT_EQ(told, (std::vector<std::string>{"counted", "cancelled", "cancelled"}));
}

}  // namespace
}  // namespace harrier::query
