#include "hunting/threat_intelligence/stix.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

constexpr const char* kIndicator = R"({"type":"indicator","spec_version":"2.1",
  "id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-01-01T00:00:00Z",
  "modified":"2026-01-02T00:00:00.000Z","name":"C2","pattern":"[domain-name:value = 'c2.example']",
  "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","indicator_types":["malicious-activity"],
  "labels":["red"],"confidence":85,"revoked":true,
  "kill_chain_phases":[{"kill_chain_name":"k","phase_name":"p"}]})";

TEST(Stix, ReadsIndicators) {
  const json::object stix = json::parse(kIndicator).as_object();
  ASSERT_TRUE(CheckStix(stix));
  EXPECT_EQ(NameOfStix(stix), "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f");
  const auto indicator = IndicatorOfStix(stix, "feed");
  ASSERT_TRUE(indicator.has_value()) << indicator.error().message;
  EXPECT_EQ(indicator->pattern_type, "domain-name");
  EXPECT_EQ(indicator->source, "feed");
  EXPECT_EQ(indicator->confidence, 85);
  EXPECT_TRUE(indicator->revoked);
  EXPECT_EQ(indicator->threat_intelligence_tags, (std::vector<std::string>{"red"}));
  EXPECT_EQ(indicator->kill_chain_phases.at(0).phase_name, "p");
  EXPECT_EQ(indicator->external_id, "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f");
}

TEST(Stix, RefusesWhatIsNone) {
  for (const char* text : {R"(1)", R"({"id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
                           R"({"type":"indicator","id":"indicator--1"})",
                           R"({"type":"indicator","id":"malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})"}) {
    EXPECT_FALSE(CheckStix(json::parse(text))) << text;
  }
  EXPECT_FALSE(IndicatorOfStix(json::parse(R"({"type":"malware"})").as_object(), "s"));
  EXPECT_FALSE(IndicatorOfStix(json::parse(R"({"type":"indicator"})").as_object(), "s"));
}

TEST(Stix, FindsTheObjectsOfADocument) {
  const auto count = [](const char* text) {
    const auto objects = ObjectsOfStix(json::parse(text));
    return objects ? static_cast<int>(objects->size()) : -1;
  };
  EXPECT_EQ(count(R"({"type":"bundle","objects":[{},{}]})"), 2);
  EXPECT_EQ(count(R"({"sourcesystem":"x","stixobjects":[{}]})"), 1);
  EXPECT_EQ(count(R"([{},{},{}])"), 3);
  EXPECT_EQ(count(R"({"type":"indicator"})"), 1);
  EXPECT_EQ(count(R"({"a":1})"), -1);
}

TEST(Stix, ReadsRowsOfTheCsvTemplate) {
  const auto row = [](const char* text) { return IndicatorOfRow(json::parse(text).as_object(), "file"); };
  const auto ip = row(R"({"validFrom":"2026-01-01","observableType":"ipv4-addr","observableValue":"1.2.3.4",
                          "name":"n","tags":"a; b,c","confidence":"7","threatTypes":"c2"})");
  ASSERT_TRUE(ip.has_value()) << ip.error().message;
  EXPECT_EQ(ip->pattern, "[ipv4-addr:value = '1.2.3.4']");
  EXPECT_EQ(ip->threat_intelligence_tags, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(ip->confidence, 7);
  const auto hash = row(R"({"ValidFrom":"2026-01-01","ObservableType":"sha256","ObservableValue":"a'b"})");
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(hash->pattern, R"([file:hashes.'SHA-256' = 'a\'b'])");
  EXPECT_EQ(ObservableOf(hash->pattern)->value, "a'b");
  EXPECT_EQ(row(R"({"validFrom":"2026-01-01","observableType":"url"})").error().message,
            "observableValue is missing");
  EXPECT_EQ(
      row(R"({"validFrom":"2026-01-01","observableType":"ship","observableValue":"x"})").error().message,
      "observableType: 'ship' is not known");
  EXPECT_EQ(row(R"({"validFrom":"2026-01-01","observableType":"ipv4-addr","observableValue":"not-an-ip"})")
                .error()
                .message,
            "observableValue: 'not-an-ip' is no ipv4-addr, and would never match");
}

}  // namespace
}  // namespace harrier::hunting
