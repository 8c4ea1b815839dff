#include "hunting/threat_intelligence/indicator.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

Result<Indicator> Read(const char* text) {
  return AcceptIndicator(json::parse(text).as_object());
}

TEST(Indicator, ReadsSimplePatterns) {
  const auto ip = ObservableOf("[ipv4-addr:value = '203.0.113.9']");
  ASSERT_TRUE(ip);
  EXPECT_EQ(ip->key, "ipv4-addr:value");
  EXPECT_EQ(ip->value, "203.0.113.9");
  const auto hash = ObservableOf("[file:hashes.'SHA-256'='aa']");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->key, "file:hashes.'SHA-256'");
  EXPECT_EQ(ObservableOf(R"([url:value = 'http://x/it\'s'])")->value, "http://x/it's");
  for (const char* pattern :
       {"", "ipv4-addr:value = '1'", "[ipv4-addr:value != '1']", "[a:b = '1' AND c:d = '2']",
        "[a:b IN ('1')]", "[a:b = 1]", "[a = '1']", "[a:b = '']"}) {
    EXPECT_FALSE(ObservableOf(pattern)) << pattern;
  }
  EXPECT_EQ(
      json::serialize(ParsedPattern("[ipv4-addr:value = '1.2.3.4']")),
      R"([{"patternTypeKey":"ipv4-addr","patternTypeValues":[{"valueType":"ipv4-addr","value":"1.2.3.4"}]}])");
}

TEST(Indicator, TakesWhatClientsSend) {
  const auto indicator = Read(R"({"pattern":"[domain-name:value = 'x.example']","patternType":"domain-name",
      "source":"MSTICPy","revoked":"false","confidence":"50","killChainPhases":[{"killChainName":"k","phaseName":"p"}]})");
  ASSERT_TRUE(indicator.has_value()) << indicator.error().message;
  EXPECT_EQ(indicator->confidence, 50);
  EXPECT_FALSE(indicator->valid_from);
  Indicator begun = *indicator;
  begun.valid_from = Moment{1000};
  EXPECT_TRUE(IsActive(begun, 1000));
  EXPECT_FALSE(IsActive(begun, 999));
}

TEST(Indicator, RefusesWhatCannotBe) {
  EXPECT_EQ(Read(R"({"patternType":"url","source":"s"})").error().message, "properties.pattern is missing");
  EXPECT_EQ(Read(R"({"pattern":"p","patternType":"url","source":"s","confidence":101})").error().message,
            "properties.confidence is 101; it goes from 0 to 100");
  EXPECT_FALSE(Read(R"({"pattern":"p","patternType":"url","source":"s","validFrom":"2026-01-02T00:00:00Z",
                        "validUntil":"2026-01-01T00:00:00Z"})"));
}

TEST(Indicator, MeetsCriteria) {
  Indicator indicator = *Read(R"({"displayName":"Evil C2","pattern":"[ipv4-addr:value = '1.2.3.4']",
      "patternType":"ipv4-addr","source":"acc","confidence":80,"threatTypes":["malware"],
      "validFrom":"2026-01-01T00:00:00Z","validUntil":"2026-02-01T00:00:00Z"})");
  const auto meets = [&](const char* text) {
    return Meets(indicator, "id1", *FromJson<IndicatorCriteria>(json::parse(text).as_object(), "body"));
  };
  for (const char* text :
       {"{}", R"({"keywords":["none","evil"]})", R"({"sources":["ACC"],"patternTypes":["ipv4-addr"]})",
        R"({"minConfidence":80,"maxConfidence":80})", R"({"maxValidUntil":"2026-02-01T00:00:00Z"})",
        R"({"threatTypes":["phishing","malware"]})", R"({"ids":["ID1"]})", R"({"keywords":["1.2.3"]})"}) {
    EXPECT_TRUE(meets(text)) << text;
  }
  for (const char* text :
       {R"({"keywords":["none"]})", R"({"sources":["other"]})", R"({"minConfidence":81})",
        R"({"maxValidUntil":"2026-01-31T00:00:00Z"})", R"({"threatTypes":["phishing"]})"}) {
    EXPECT_FALSE(meets(text)) << text;
  }
  indicator.revoked = true;
  EXPECT_FALSE(meets("{}"));
  EXPECT_TRUE(meets(R"({"includeDisabled":true})"));
}

}  // namespace
}  // namespace harrier::hunting
