#include "query/options.h"

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::query {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

Result<Request> Applied(std::string_view text, Request request = {}) {
  TRY_OK(ApplySetStatements(kql::Parse(text), request));
  return request;
}

TEST(Options, TimeoutsInEveryClientsForm) {
  EXPECT_EQ(ParseTimeout("0:00:30"), 30 * kSecond);
  EXPECT_EQ(ParseTimeout("00:01:00.500"), 60 * kSecond + kSecond / 2);
  EXPECT_EQ(ParseTimeout("1:00:00"), 3600 * kSecond);
  EXPECT_EQ(ParseTimeout("1 day, 0:00:00"), 3600 * kSecond);  // the longest there is
  EXPECT_EQ(ParseTimeout("1.00:00:00"), 3600 * kSecond);
  EXPECT_EQ(ParseTimeout("x day, 0:00:00"), std::nullopt);
  EXPECT_EQ(ParseTimeout("-1 day, 0:00:00"), std::nullopt);
  EXPECT_EQ(ParseTimeout("-0:01:00"), std::nullopt);
  EXPECT_EQ(ParseTimeout("0:00:00"), std::nullopt);
}

TEST(Options, SetStatementsWinOverTheRequest) {
  Request request;
  request.timeout_ns = 7;
  request.max_rows = 1;
  const Request applied = Applied(
                              "set servertimeout = time(2s); set truncationmaxrecords = 10; set "
                              "truncationmaxsize = 20; set query_take_max_records=5; "
                              "set deferpartialqueryfailures; set unheard_of = 1; T",
                              request)
                              .value();
  EXPECT_EQ(applied.timeout_ns, 2 * kSecond);
  EXPECT_EQ(applied.max_rows, 10U);
  EXPECT_EQ(applied.max_bytes, 20U);
  EXPECT_EQ(applied.take_rows, 5U);
  EXPECT_TRUE(applied.allow_partial);
}

TEST(Options, NoTruncation) {
  EXPECT_EQ(Applied("set notruncation; T").value().max_rows, UINT64_MAX);
  EXPECT_EQ(Applied("set notruncation = true; T").value().max_bytes, UINT64_MAX);
  EXPECT_EQ(Applied("set notruncation = false; T").value().max_rows, std::nullopt);
}

TEST(Options, Caching) {
  EXPECT_EQ(Applied("set query_results_cache_max_age = time(5m); T").value().cache.max_age_ns, 300 * kSecond);
  EXPECT_EQ(Applied("set query_results_cache_max_age = time(0s); T").value().cache.max_age_ns, 0);
  EXPECT_TRUE(Applied("set query_results_cache_force_refresh = true; T").value().cache.refresh);
}

TEST(Options, ValuesOfAWrongKindAreRefused) {
  const Error error = Applied("print 1; set truncationmaxrecords = 'many'; T").error();
  EXPECT_EQ(error.message,
            "set truncationmaxrecords: the request property truncationmaxrecords wants a number that is not "
            "negative");
  EXPECT_EQ(error.span.begin, 9U);
  Request request;
  EXPECT_FALSE(ApplyOption("servertimeout", Value::String("soon"), request));
  EXPECT_FALSE(ApplyOption("truncationmaxrecords", Value::Long(-1), request));
}

}  // namespace
}  // namespace harrier::query
