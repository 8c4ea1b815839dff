#include "query/query_log.h"

#include <gmock/gmock.h>

#include "query/service_testing.h"

namespace harrier::query {
namespace {

using testing::HasSubstr;

class Notes final : public QueryLog {
 public:
  void Note(QueryRecord record) override { records.push_back(std::move(record)); }
  std::vector<QueryRecord> records;
};

class QueryLogTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    engine_ = std::move(service_);
    service_ =
        LoggedBy(*engine_, notes_, clock_, {.object_id = "a-1", .client_app = "Kusto", .workspace = "w"});
  }
  std::unique_ptr<Service> engine_;
  Notes notes_;
};

TEST_F(QueryLogTest, AnAnswerIsNotedWhenItHasEnded) {
  Request request;
  request.text = "Syslog | project Computer; print 1";
  request.client_request_id = "c-1";
  request.timespan = {clock_.Now() - 100, clock_.Now() + 100};
  EXPECT_EQ(Ask(request).rows, 11U);
  ASSERT_EQ(notes_.records.size(), 1U);
  const QueryRecord& record = notes_.records[0];
  EXPECT_EQ(record.asker.object_id, "a-1");
  EXPECT_EQ(record.asker.client_app, "Kusto");
  EXPECT_EQ(record.text, request.text);
  EXPECT_EQ(record.correlation, "c-1");
  EXPECT_EQ(record.timespan, request.timespan);
  EXPECT_EQ(record.started, clock_.Now());
  EXPECT_GT(record.duration_ns, 0);
  EXPECT_EQ(record.rows, 11U);
  EXPECT_EQ(record.response_code, 200);
  EXPECT_EQ(record.error, "");
}

TEST_F(QueryLogTest, FailuresAreNotedWithTheirReason) {
  EXPECT_TRUE(Ask("Nothing | take 1").failure);
  Request request;
  request.text = "Syslog";
  request.max_rows = 3;
  EXPECT_TRUE(Ask(request).failure);
  ASSERT_EQ(notes_.records.size(), 2U);
  EXPECT_EQ(notes_.records[0].response_code, 400);
  EXPECT_THAT(notes_.records[0].error, HasSubstr("Nothing"));
  EXPECT_EQ(notes_.records[1].response_code, 400);
  EXPECT_FALSE(notes_.records[1].error.empty());
}

TEST_F(QueryLogTest, AnAnswerThatNobodyReadsToItsEndWasGivenUp) {
  Request request;
  request.text = "Syslog";
  {
    auto answer = service_->Run(request);
    ASSERT_TRUE(answer.has_value());
    auto table = (*answer)->NextTable();
    ASSERT_TRUE(table.has_value());
    EXPECT_TRUE(notes_.records.empty());
  }
  ASSERT_EQ(notes_.records.size(), 1U);
  EXPECT_EQ(notes_.records[0].response_code, 499);
}

TEST_F(QueryLogTest, AnAnswerMayOutliveItsService) {
  Request request;
  request.text = "Syslog";
  auto answer = service_->Run(request);
  ASSERT_TRUE(answer.has_value());
  service_.reset();
  answer->reset();
  EXPECT_EQ(notes_.records.size(), 1U);
}

TEST_F(QueryLogTest, CountsAreNotedOneByOne) {
  std::vector<Request> requests(2);
  requests[0].text = "Syslog";
  requests[1].text = "Nothing";
  size_t told = 0;
  service_->Count(requests, [&](size_t, const Result<Counted>&) { ++told; });
  EXPECT_EQ(told, 2U);
  ASSERT_EQ(notes_.records.size(), 2U);
  const bool first = notes_.records[0].text == "Syslog";
  EXPECT_EQ(notes_.records[first ? 0 : 1].rows, 10U);
  EXPECT_EQ(notes_.records[first ? 0 : 1].response_code, 200);
  EXPECT_EQ(notes_.records[first ? 1 : 0].response_code, 400);
}

}  // namespace
}  // namespace harrier::query
