#include "api/kusto/queued.h"

#include <gtest/gtest.h>

#include "runtime/base64.h"

namespace harrier::api::kusto {
namespace {

std::string Message(std::string_view json) {
  std::string text = "<?xml version='1.0' encoding='utf-8'?>\n<QueueMessage><MessageText>";
  runtime::AppendBase64(text, json);
  return text + "</MessageText></QueueMessage>";
}

TEST(Queued, ReadsMessages) {
  const auto message = ReadQueuedMessage(Message(
      R"({"BlobPath":"http://127.0.0.1:1/tempstorage/db__T__g__a%20b.json.gz?sig=x","DatabaseName":"db","TableName":"T","Id":"7",)"
      R"("AdditionalProperties":{"format":"multijson","ingestionMappingReference":"M","ignoreFirstRecord":"True"}})"));
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->blob, "db__T__g__a b.json.gz");
  EXPECT_EQ(message->database, "db");
  EXPECT_EQ(message->table, "T");
  EXPECT_EQ(message->id, "7");
  EXPECT_EQ(message->format, "multijson");
  EXPECT_EQ(message->reference, "M");
  EXPECT_TRUE(message->skip_first);
}

TEST(Queued, RefusesWhatIsNoMessage) {
  EXPECT_FALSE(ReadQueuedMessage(""));
  EXPECT_FALSE(ReadQueuedMessage("<QueueMessage><MessageText>e30="));
  EXPECT_FALSE(ReadQueuedMessage("<MessageText>!</MessageText>"));
  EXPECT_FALSE(ReadQueuedMessage(Message("[1]")));
  EXPECT_FALSE(ReadQueuedMessage(Message("{\"TableName\":\"T\"}")));
  EXPECT_FALSE(ReadQueuedMessage(Message("{\"BlobPath\":\"http://h/a\"}")));
}

}  // namespace
}  // namespace harrier::api::kusto
