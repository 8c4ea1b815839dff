#include "hunting/incidents/incident.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "base/ticks.h"

namespace harrier::hunting {
namespace {

using testing::HasSubstr;

constexpr int64_t kNow = 639'000'000'000'000'000;

Result<Incident> Accept(const char* properties, const Incident* stored = nullptr) {
  const json::object before = stored != nullptr ? ToJson(*stored) : json::object();
  return AcceptIncident(stored != nullptr ? &before : nullptr, json::parse(properties).as_object(), kNow);
}
std::string Refusal(const char* properties, const Incident* stored = nullptr) {
  const auto incident = Accept(properties, stored);
  return incident ? "accepted" : incident.error().message;
}

TEST(Incident, HasDefaults) {
  const auto incident = Accept(R"({"title":"t","incidentNumber":7,"additionalData":{"alertsCount":9}})");
  ASSERT_TRUE(incident.has_value());
  EXPECT_EQ(incident->severity, "Medium");
  EXPECT_EQ(incident->status, "New");
  EXPECT_EQ(incident->number, 0);
  EXPECT_EQ(incident->counts.alerts, 0);
  EXPECT_FALSE(incident->first_modified.has_value());
}

TEST(Incident, KeepsWhatAWriteDoesNotMention) {
  auto stored = Accept(
      R"({"title":"t","severity":"high","description":"d","labels":["a",{"labelName":"b","labelType":"autoassigned"}],
          "owner":{"assignedTo":"ann"}})");
  ASSERT_TRUE(stored.has_value());
  stored->number = 7;
  const auto changed = Accept(R"({"title":"t2","status":"active"})", &*stored);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->title, "t2");
  EXPECT_EQ(changed->status, "Active");
  EXPECT_EQ(changed->severity, "High");
  EXPECT_EQ(changed->description, "d");
  EXPECT_EQ(changed->labels.at(0).type, "User");
  EXPECT_EQ(changed->labels.at(1).type, "AutoAssigned");
  EXPECT_EQ(changed->owner->assigned_to, "ann");
  EXPECT_EQ(changed->number, 7);
  EXPECT_EQ(changed->first_modified->ticks, kNow);
  const auto cleared = Accept(R"({"description":null,"owner":null,"labels":[]})", &*stored);
  ASSERT_TRUE(cleared.has_value());
  EXPECT_EQ(cleared->description, "");
  EXPECT_FALSE(cleared->owner.has_value());
  EXPECT_TRUE(cleared->labels.empty());
  EXPECT_EQ(cleared->title, "t");
}

TEST(Incident, ClosesWithAClassificationAndItsReason) {
  for (const char* closing : {R"({"title":"t","status":"Closed","classification":"Undetermined"})",
                              R"({"title":"t","status":"Closed","classification":"TruePositive",
                                  "classificationReason":"SuspiciousActivity"})",
                              R"({"title":"t","status":"Closed","classification":"BenignPositive",
                                  "classificationReason":"SuspiciousButExpected"})",
                              R"({"title":"t","status":"Closed","classification":"FalsePositive",
                                  "classificationReason":"IncorrectAlertLogic"})",
                              R"({"title":"t","status":"closed","classification":"falsepositive",
                                  "classificationReason":"inaccuratedata"})"}) {
    const auto closed = Accept(closing);
    ASSERT_TRUE(closed.has_value()) << closed.error().message;
    EXPECT_EQ(closed->closed->ticks, kNow);
    EXPECT_TRUE(Accept("{}", &*closed).has_value());
    const auto opened = Accept(R"({"status":"Active"})", &*closed);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->classification + opened->classification_reason, "");
    EXPECT_FALSE(opened->closed.has_value());
  }
}

TEST(Incident, RefusalsNameTheField) {
  EXPECT_EQ(Refusal("{}"), "properties.title is missing");
  EXPECT_EQ(Refusal(R"({"title":null})"), "properties.title is missing");
  EXPECT_EQ(Refusal(R"({"title":"t","severity":"Huge"})"),
            "properties.severity: 'Huge' is none of High, Medium, Low, Informational");
  EXPECT_EQ(Refusal(R"({"title":"t","status":"Lost"})"),
            "properties.status: 'Lost' is none of New, Active, Closed");
  EXPECT_THAT(Refusal(R"({"title":"t","status":"Closed"})"),
              HasSubstr("properties.classification is missing"));
  EXPECT_EQ(
      Refusal(R"({"title":"t","status":"Closed","classification":"FalsePositive"})"),
      "properties.classificationReason is missing: FalsePositive has IncorrectAlertLogic or InaccurateData");
  EXPECT_EQ(Refusal(R"({"title":"t","status":"Closed","classification":"TruePositive",
                        "classificationReason":"InaccurateData"})"),
            "properties.classificationReason: 'InaccurateData' does not go with TruePositive, which has "
            "SuspiciousActivity");
  EXPECT_EQ(Refusal(R"({"title":"t","status":"Closed","classification":"Undetermined",
                        "classificationReason":"InaccurateData"})"),
            "properties.classificationReason: Undetermined has none, not 'InaccurateData'");
  EXPECT_EQ(Refusal(R"({"title":"t","labels":[{"labelType":"User"}]})"),
            "properties.labels[0].labelName is missing");
  EXPECT_EQ(Refusal(R"({"title":"t","owner":{"ownerType":"Robot"}})"),
            "properties.owner.ownerType: 'Robot' is none of Unknown, User, Group");
  EXPECT_EQ(Refusal(R"({"title":"t","firstActivityTimeUtc":"2026-01-02T00:00:00Z",
                        "lastActivityTimeUtc":"2026-01-01T00:00:00Z"})"),
            "properties.lastActivityTimeUtc is before properties.firstActivityTimeUtc");
  const std::string longest = R"({"title":"t","description":")" + std::string(5000, 'x') + "\"}";
  EXPECT_EQ(Refusal(longest.c_str()), "accepted");
  const std::string longer = R"({"title":"t","description":")" + std::string(5001, 'x') + "\"}";
  EXPECT_EQ(Refusal(longer.c_str()), "properties.description has 5001 characters; 5000 are allowed");
}

TEST(Incident, CommentsAreInert) {
  const auto comment = AcceptIncidentComment(json::parse(R"({"message":"a <b>b</b> <script>"})").as_object());
  ASSERT_TRUE(comment.has_value());
  EXPECT_EQ(comment->message, "a <b>b</b> &lt;script>");
  EXPECT_FALSE(AcceptIncidentComment({}).has_value());
}

}  // namespace
}  // namespace harrier::hunting
