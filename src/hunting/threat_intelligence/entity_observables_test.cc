#include "hunting/threat_intelligence/entity_observables.h"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "hunting/threat_intelligence/indicator_additions.h"
#include "store/store_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Patterns(std::string_view entity) {
  std::vector<std::string> patterns;
  for (const Observable& one : ObservablesOf(json::parse(entity).as_object()).observables)
    patterns.push_back(PatternOf(one));
  return patterns;
}
std::string Reason(std::string_view entity) {
  return ObservablesOf(json::parse(entity).as_object()).reason;
}

TEST(EntityObservables, AreWhatIndicatorsCanSay) {
  EXPECT_THAT(Patterns(R"({"kind":"Ip","properties":{"address":"203.0.113.9"}})"),
              ElementsAre("[ipv4-addr:value = '203.0.113.9']"));
  EXPECT_THAT(Patterns(R"({"kind":"IP","properties":{"Address":"2001:db8::1"}})"),
              ElementsAre("[ipv6-addr:value = '2001:db8::1']"));
  EXPECT_THAT(Patterns(R"({"kind":"Url","properties":{"url":"http://a.example/it's\\x"}})"),
              ElementsAre(R"([url:value = 'http://a.example/it\'s\\x'])"));
  EXPECT_THAT(Patterns(R"({"kind":"DnsResolution","properties":{"domainName":"evil.example"}})"),
              ElementsAre("[domain-name:value = 'evil.example']"));
  const std::string md5(32, 'a'), sha1(40, 'b'), sha256(64, 'C');
  EXPECT_THAT(
      Patterns(R"({"kind":"FileHash","properties":{"algorithm":"SHA1","hashValue":")" + sha1 + "\"}}"),
      ElementsAre("[file:hashes.'SHA-1' = '" + sha1 + "']"));
  EXPECT_THAT(Patterns(R"({"kind":"File","properties":{"fileName":"x","md5":")" + md5 + R"(","sha256":")" +
                       sha256 + "\"}}"),
              ElementsAre("[file:hashes.MD5 = '" + md5 + "']", "[file:hashes.'SHA-256' = '" + sha256 + "']"));
  EXPECT_THAT(
      Patterns(R"({"kind":"File","properties":{"hash":"filehash algorithm=sha256 value=)" + sha256 + "\"}}"),
      ElementsAre("[file:hashes.'SHA-256' = '" + sha256 + "']"));
  EXPECT_THAT(
      Patterns(R"({"kind":"Account","properties":{"accountName":"mallory","upnSuffix":"evil.example"}})"),
      ElementsAre("[email-addr:value = 'mallory@evil.example']"));
  EXPECT_THAT(Patterns(R"({"kind":"Account","properties":{"accountName":"svc","ntDomain":"CORP"}})"),
              ElementsAre(R"([user-account:account_login = 'CORP\\svc'])"));
  EXPECT_THAT(Patterns(R"({"kind":"Mailbox","properties":{"mailboxPrimaryAddress":"m@evil.example"}})"),
              ElementsAre("[email-addr:value = 'm@evil.example']"));
}

TEST(EntityObservables, TellWhyThereIsNone) {
  EXPECT_THAT(Reason(R"({"kind":"Host","properties":{"hostName":"ws1"}})"), HasSubstr("Host"));
  EXPECT_THAT(Reason(R"({"kind":"Ip","properties":{"address":"not one"}})"), HasSubstr("not one"));
  EXPECT_THAT(Reason(R"({"kind":"Ip","properties":{}})"), HasSubstr("no address"));
  EXPECT_THAT(Reason(R"({"kind":"File","properties":{"fileName":"x.exe"}})"), HasSubstr("hash"));
  EXPECT_THAT(Reason(R"({"kind":"FileHash","properties":{"hashValue":"xyz"}})"), HasSubstr("xyz"));
  EXPECT_THAT(Reason(R"({"kind":"Account","properties":{"accountName":"admin"}})"), HasSubstr("alone"));
  EXPECT_THAT(Reason(R"({"kind":"Starship","properties":{}})"), HasSubstr("Starship"));
}

class IndicatorAdditions : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/store.db"), &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
  }
  std::vector<AddedIndicator> Add(const Observable& observable, const std::string& source = "s") {
    clock_.Set(clock_.Now() + kTicksPerSecond);
    Indicator like;
    like.source = source;
    like.valid_from = Moment{clock_.Now()};
    auto added = AddIndicators(*store_, {}, "w", clock_.Now(), {{observable}}, like);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return *added;
  }
  Status Put(const std::string& name, const std::string& body) {
    return store_->Change({}, [&](store::Transaction& transaction) -> Status {
      TRY_OK(transaction.Put({"w", "threatIntelligence/indicators", "", name}, body));
      return Ok();
    });
  }

  store::TestFolder folder_;
  FixedClock clock_{638'000'000'000'000'000};
  SystemIds ids_;
  std::unique_ptr<store::Store> store_;
};

using Outcome = AddedIndicator::Outcome;

TEST_F(IndicatorAdditions, TheSameOfASourceIsOne) {
  const auto first = Add({"ipv6-addr:value", "2001:db8::1"});
  EXPECT_EQ(first[0].outcome, Outcome::kCreated);
  const auto again = Add({"ipv6-addr:value", "2001:DB8:0::1"});
  EXPECT_EQ(again[0].outcome, Outcome::kExisting);
  EXPECT_EQ(again[0].name, first[0].name);
  EXPECT_EQ(Add({"ipv6-addr:value", "2001:db8::1"}, "other")[0].outcome, Outcome::kCreated);
  EXPECT_EQ(Add({"ipv6-addr:value", "2001:db8::2"})[0].outcome, Outcome::kCreated);
}

TEST_F(IndicatorAdditions, OneThatIsThereUnderAnotherNameCounts) {
  ASSERT_TRUE(
      Put("mine", R"({"pattern":"[ domain-name:value='Evil.example' ]","patternType":"x","source":"S"})"));
  const auto added = Add({"domain-name:value", "evil.example"});
  EXPECT_EQ(added[0].outcome, Outcome::kExisting);
  EXPECT_EQ(added[0].name, "mine");
}

TEST_F(IndicatorAdditions, WhatHasEndedBeginsAgain) {
  const auto first = Add({"ipv4-addr:value", "203.0.113.9"});
  ASSERT_TRUE(Put(
      first[0].name,
      R"({"pattern":"[ipv4-addr:value = '203.0.113.9']","patternType":"x","source":"s","revoked":true})"));
  const auto again = Add({"ipv4-addr:value", "203.0.113.9"});
  EXPECT_EQ(again[0].outcome, Outcome::kRenewed);
  EXPECT_EQ(Add({"ipv4-addr:value", "203.0.113.9"})[0].outcome, Outcome::kExisting);
  // One whose pattern was changed by hand is another one.
  ASSERT_TRUE(Put(first[0].name,
                  R"({"pattern":"[ipv4-addr:value = '203.0.113.7']","patternType":"x","source":"s"})"));
  const auto other = Add({"ipv4-addr:value", "203.0.113.9"});
  EXPECT_EQ(other[0].outcome, Outcome::kCreated);
  EXPECT_NE(other[0].name, first[0].name);
}

}  // namespace
}  // namespace harrier::hunting
