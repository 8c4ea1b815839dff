#include "api/data_collector/signature.h"

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::api::data_collector {
namespace {

Request Post(std::string date) {
  Request request;
  request.method = "POST";
  request.path = "/api/logs";
  request.headers = {
      {"content-length", "17"}, {"Content-Type", "application/json"}, {"x-ms-date", std::move(date)}};
  return request;
}

TEST(Signature, SignsLengthTypeAndDate) {
  const Request request = Post("Mon, 04 Apr 2016 08:00:00 GMT");
  EXPECT_EQ(TextToSign(request),
            "POST\n17\napplication/json\nx-ms-date:Mon, 04 Apr 2016 08:00:00 GMT\n/api/logs");
  // By Python's hmac and hashlib.
  EXPECT_EQ(Sign("bXkgd29ya3NwYWNlIGtleQ==", request), "ga2lsw5zLtIfIn1OVBQ7kpG80UUsrS8X1Ug91kH8ZY8=");
  EXPECT_NE(Sign("bXkgd29ya3NwYWNlIGtleQ==", Post("Mon, 04 Apr 2016 08:00:01 GMT")),
            Sign("bXkgd29ya3NwYWNlIGtleQ==", request));
  EXPECT_EQ(Sign("no base64!", request), "");
  EXPECT_EQ(Sign("", request), "");
}

TEST(Signature, HoldsForAQuarterOfAnHour) {
  const Request request = Post("Mon, 04 Apr 2016 08:00:00 GMT");
  const int64_t then = *ParseDatetime("2016-04-04T08:00:00Z");
  EXPECT_TRUE(CheckDate(request, then));
  EXPECT_TRUE(CheckDate(request, then + 15 * kTicksPerMinute));
  EXPECT_TRUE(CheckDate(request, then - 15 * kTicksPerMinute));
  EXPECT_FALSE(CheckDate(request, then + 15 * kTicksPerMinute + kTicksPerSecond));
  EXPECT_FALSE(CheckDate(request, then - 15 * kTicksPerMinute - kTicksPerSecond));
  EXPECT_FALSE(CheckDate(Post("soon"), then));
  EXPECT_FALSE(CheckDate(Post(""), then));
}

}  // namespace
}  // namespace harrier::api::data_collector
