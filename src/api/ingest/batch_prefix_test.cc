#include "api/ingest/batch_prefix.h"

#include <gtest/gtest.h>

namespace harrier::api {
namespace {

constexpr std::string_view kGuid = "74be27de-1e4e-49d9-b579-fe0b331d3642";

std::string Prefix(std::string id, std::string_view body = "[]", std::string_view target = "T") {
  Request request;
  request.headers = {{"X-MS-Client-Request-Id", std::move(id)}};
  return BatchPrefix(request, body, target);
}

TEST(BatchPrefix, IsTheSameForARequestSentAgain) {
  const std::string first = Prefix(std::string(kGuid));
  EXPECT_NE(first, "");
  EXPECT_EQ(Prefix(std::string(kGuid)), first);
  EXPECT_NE(Prefix(std::string(kGuid), "[{}]"), first);
  EXPECT_NE(Prefix(std::string(kGuid), "[]", "U"), first);
  EXPECT_NE(Prefix("84be27de-1e4e-49d9-b579-fe0b331d3642"), first);
}

TEST(BatchPrefix, LeavesOutWhatCountsTheTries) {
  const std::string first = Prefix("KPC.executeManagedStreamingIngest;" + std::string(kGuid) + ";0");
  EXPECT_NE(first, "");
  EXPECT_EQ(Prefix("KPC.executeManagedStreamingIngest;" + std::string(kGuid) + ";2"), first);
}

TEST(BatchPrefix, NeedsAGuid) {
  EXPECT_EQ(Prefix(""), "");
  EXPECT_EQ(Prefix("my agent"), "");
  EXPECT_EQ(Prefix("74be27de-1e4e-49d9-b579-fe0b331d364"), "");
  EXPECT_EQ(Prefix("74be27de-1e4e-49d9-b579_fe0b331d3642"), "");
}

}  // namespace
}  // namespace harrier::api
