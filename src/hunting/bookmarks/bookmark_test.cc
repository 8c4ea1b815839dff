#include "hunting/bookmarks/bookmark.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "hunting/shape/content_hash.h"

namespace harrier::hunting {
namespace {

std::string Through(const char* text) {
  const auto bookmark = AcceptBookmark(json::parse(text).as_object());
  return bookmark ? json::serialize(ToJson(*bookmark)) : bookmark.error().message;
}

TEST(Bookmark, KeepsItsFields) {
  EXPECT_EQ(
      Through(R"({"displayName":"b","query":"T","notes":"n","eventTime":"2026-01-01T00:00:00Z","etag":"x",
                  "tactics":["execution"],"techniques":["T1059.001"],"created":"2020-01-01T00:00:00Z",
                  "entityMappings":[{"entityType":"host","fieldMappings":[{"identifier":"hostname","value":"WS01"}]}]})"),
      R"({"displayName":"b","query":"T","notes":"n","labels":[],"eventTime":"2026-01-01T00:00:00.0000000Z",)"
      R"("entityMappings":[{"entityType":"Host","fieldMappings":[{"identifier":"HostName","value":"WS01"}]}],)"
      R"("tactics":["Execution"],"techniques":["T1059.001"]})");
}

TEST(Bookmark, HashesItsEvidence) {
  const auto hash = [](const char* text) {
    return ContentHash(ToJson(*AcceptBookmark(json::parse(text).as_object())), kBookmarkEvidence);
  };
  const std::string first = hash(R"({"displayName":"b","query":"T","queryResult":"{}"})");
  EXPECT_EQ(first, "e6951d5fcdf81759f08939e575f1321879cbb42cb81f9158bb66f6319c08f2cd");
  EXPECT_EQ(hash(R"({"displayName":"other","notes":"n","query":"T","queryResult":"{}","labels":["x"]})"),
            first);
  EXPECT_NE(hash(R"({"displayName":"b","query":"T","queryResult":"{} "})"), first);
  EXPECT_NE(hash(R"({"displayName":"b","query":"T","queryResult":"{}","eventTime":"2026-01-01"})"), first);
}

TEST(Bookmark, RefusesWhatIsNotKnown) {
  EXPECT_EQ(Through(R"({"displayName":"b"})"), "properties.query is missing");
  EXPECT_EQ(Through(R"({"query":"b"})"), "properties.displayName is missing");
  EXPECT_EQ(Through(R"({"displayName":"b","query":"T","tactics":["Magic"]})").substr(0, 48),
            "properties.tactics[0]: 'Magic' is none of Reconn");
  EXPECT_EQ(Through(R"({"displayName":"b","query":"T","techniques":["Execution"]})"),
            "'Execution' is no technique of ATT&CK: give its id, such as T1021 or T1021.001");
  EXPECT_EQ(Through(R"({"displayName":"b","query":"T","entityMappings":[{"entityType":"Ship"}]})"),
            "properties.entityMappings: there is no entity type 'Ship'");
}

}  // namespace
}  // namespace harrier::hunting
