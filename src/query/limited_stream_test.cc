#include "query/limited_stream.h"

#include "query/service_testing.h"

namespace harrier::query {
namespace {

class Limits : public ServiceTest {
 protected:
  Asked AskWith(std::string_view text, const std::function<void(Request&)>& change) {
    Request request;
    request.text = std::string(text);
    change(request);
    return Ask(std::move(request));
  }
};

TEST_F(Limits, RowsThatFitComeBeforeTheError) {
  const Asked asked =
      AskWith("range x from 1 to 10000 step 1", [](Request& request) { request.max_rows = 3000; });
  EXPECT_EQ(asked.rows, 3000U);
  ASSERT_TRUE(asked.failure);
  EXPECT_EQ(asked.failure->code, ErrorCode::kLimit);
  EXPECT_TRUE(asked.failure->message.starts_with(
      "the result has more than 3000 rows (E_QUERY_RESULT_SET_TOO_LARGE)"));
  EXPECT_FALSE(
      AskWith("range x from 1 to 3000 step 1", [](Request& request) { request.max_rows = 3000; }).failure);
}

TEST_F(Limits, BytesCountCellsAndTexts) {
  const char* text = "range x from 1 to 100 step 1 | project s = 'twelve bytes'";
  EXPECT_FALSE(AskWith(text, [](Request& request) { request.max_bytes = 1200; }).failure);
  const Asked asked = AskWith(text, [](Request& request) { request.max_bytes = 1199; });
  EXPECT_EQ(asked.rows, 99U);
  ASSERT_TRUE(asked.failure);
  EXPECT_NE(asked.failure->message.find("1199 bytes (E_QUERY_RESULT_SET_TOO_LARGE)"), std::string::npos);
  EXPECT_EQ(AskWith("range x from 1 to 100 step 1", [](Request& request) { request.max_bytes = 80; }).rows,
            10U);
}

TEST_F(Limits, FewerRowsThanAllAreNoError) {
  const Asked asked = AskWith("range x from 1 to 10000 step 1", [](Request& request) {
    request.take_rows = 2500;
    request.max_rows = 2600;
  });
  EXPECT_EQ(asked.rows, 2500U);
  EXPECT_FALSE(asked.failure);
}

TEST_F(Limits, EachResultHasItsOwn) {
  const Asked asked = AskWith("range x from 1 to 30 step 1; range y from 1 to 30 step 1",
                              [](Request& request) { request.max_rows = 30; });
  EXPECT_EQ(asked.rows, 60U);
  EXPECT_FALSE(asked.failure);
}

TEST_F(Limits, TheTextMaySayThem) {
  EXPECT_EQ(Ask("set truncationmaxrecords = 7; range x from 1 to 30 step 1").rows, 7U);
  Start([](ServiceOptions& options) { options.max_rows = 5; });
  EXPECT_TRUE(Ask("range x from 1 to 30 step 1").failure);
  EXPECT_EQ(Ask("set notruncation; range x from 1 to 30 step 1").rows, 30U);
}

TEST_F(Limits, TimeIsForTheWholeQuery) {
  // Each of the results would end in time.
  std::string text = "set servertimeout = time(400ms);";
  for (int i = 0; i < 40; ++i) text += "range x from 1 to 3000000 step 1 | summarize sum(sqrt(x * 1.0));";
  const Asked asked = Ask(text);
  ASSERT_TRUE(asked.failure);
  EXPECT_EQ(asked.failure->code, ErrorCode::kTimeout);
}

}  // namespace
}  // namespace harrier::query
