#include <gtest/gtest.h>

#include "hunting/entities/address.h"
#include "hunting/entities/entity_columns.h"
#include "hunting/entities/merge.h"

namespace harrier::hunting {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Entity Made(std::string_view type, const Values& values) {
  auto entity = MakeEntity(type, values);
  EXPECT_TRUE(entity.has_value()) << (entity ? "" : entity.error().message);
  return *entity;
}

std::string Keys(std::string_view type, const Values& values) {
  std::string all;
  for (const EntityKey& key : StrongKeys(Made(type, values))) all += (all.empty() ? "" : "; ") + key.text;
  return all;
}

TEST(Entities, SplitsHelpers) {
  const Entity domain = Made("account", {{"FullName", R"(CORP\alice)"}});
  EXPECT_EQ(domain.Find("Name"), "alice");
  EXPECT_EQ(domain.Find("NTDomain"), "CORP");
  EXPECT_EQ(domain.Find("FullName"), "");
  const Entity upn = Made("Account", {{"Name", "alice@corp.example"}});
  EXPECT_EQ(upn.Find("Name"), "alice");
  EXPECT_EQ(upn.Find("UPNSuffix"), "corp.example");
  const Entity host = Made("Host", {{"FullName", "ws01.corp.example"}});
  EXPECT_EQ(host.Find("HostName"), "ws01");
  EXPECT_EQ(host.Find("DnsDomain"), "corp.example");
  EXPECT_EQ(host.label(), "ws01.corp.example");
  EXPECT_EQ(Made("Host", {{"HostName", "10.0.0.1"}}).Find("HostName"), "10.0.0.1");
  EXPECT_EQ(Made("Account", {{"FullName", "bob"}}).Find("Name"), "bob");
}

TEST(Entities, KnowsStrongIdentifiers) {
  EXPECT_EQ(Keys("Account", {{"Name", "Alice"}, {"UPNSuffix", "Corp.example"}}),
            "account name=alice upnsuffix=corp.example");
  EXPECT_EQ(Keys("Account", {{"FullName", R"(CORP\alice)"}}), "account name=alice ntdomain=corp");
  EXPECT_EQ(Keys("Account", {{"Name", "alice"}}), "");
  EXPECT_EQ(Keys("Account", {{"Sid", "S-1-5-21-1-2-3-500"}}), "account sid=s-1-5-21-1-2-3-500");
  EXPECT_EQ(Keys("Account", {{"Sid", "S-1-5-18"}}), "");
  EXPECT_EQ(Keys("Account", {{"Sid", "S-1-5-18"}, {"Host", "ws01"}}), "account sid=s-1-5-18 host=ws01");
  EXPECT_EQ(Keys("Account", {{"FullName", R"(WS01\bob)"}, {"Host", "ws01"}}),
            "account name=bob ntdomain=ws01 host=ws01");
  EXPECT_EQ(Keys("Host", {{"HostName", "WS01"}}), "");
  EXPECT_EQ(Keys("Host", {{"HostName", "WS01"}, {"NTDomain", "CORP"}}), "host hostname=ws01 ntdomain=corp");
  EXPECT_EQ(Keys("IP", {{"Address", "8.8.8.8"}}), "ip address=8.8.8.8");
  EXPECT_EQ(Keys("IP", {{"Address", "10.0.0.1"}}), "");
  EXPECT_EQ(Keys("IP", {{"Address", "10.0.0.1"}, {"AddressScope", "site-1"}}),
            "ip address=10.0.0.1 addressscope=site-1");
  EXPECT_EQ(Keys("URL", {{"Url", "https://evil.example/a"}}), "url url=https://evil.example/a");
  EXPECT_EQ(Keys("URL", {{"Url", "/a"}}), "");
  EXPECT_EQ(Keys("FileHash", {{"Algorithm", "SHA256"}, {"Value", "AB"}}),
            "filehash algorithm=sha256 value=ab");
  EXPECT_EQ(Keys("FileHash", {{"Value", "AB"}}), "");
  EXPECT_EQ(Keys("Process", {{"ProcessId", "4"}, {"Host", "ws01"}, {"CreationTimeUtc", "t"}}),
            "process host=ws01 processid=4 creationtimeutc=t");
}

TEST(Entities, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(MakeEntity("Spaceship", {{"Name", "x"}}).error().message,
            "there is no entity type 'Spaceship'; Account, Host and IP are some");
  EXPECT_EQ(MakeEntity("IP", {{"Name", "x"}}).error().message,
            "an entity of type IP has no identifier 'Name'");
  EXPECT_FALSE(MakeEntity("IP", {{"Address", " "}}).has_value());
}

TEST(Entities, MergesByStrongKeysInChains) {
  const std::vector<Entity> entities = {
      Made("Account", {{"Name", "alice"}, {"UPNSuffix", "corp.example"}}),
      Made("Account", {{"Name", "alice"}}),
      Made("Account", {{"Sid", "S-1-5-21-1-2-3-500"}, {"FullName", R"(CORP\alice)"}}),
      Made("Account", {{"Name", "ALICE"}, {"UPNSuffix", "corp.example"}, {"Sid", "s-1-5-21-1-2-3-500"}}),
      Made("Account", {{"Name", "alice"}}),
      Made("Account", {{"Name", "SYSTEM"}}),
      Made("IP", {{"Address", "8.8.8.8"}}),
  };
  const MergedEntities merged = Merge(entities);
  ASSERT_EQ(merged.entities.size(), 4U);
  EXPECT_EQ(merged.entities[0].members, (std::vector<size_t>{0, 2, 3}));
  EXPECT_EQ(merged.entities[0].reasons,
            (std::vector<std::string>{"Name alice, UPNSuffix corp.example", "Sid S-1-5-21-1-2-3-500"}));
  EXPECT_EQ(merged.entities[0].entity.Find("NTDomain"), "CORP");
  EXPECT_EQ(merged.entities[1].members, (std::vector<size_t>{1}));
  EXPECT_EQ(merged.entities[2].members, (std::vector<size_t>{4}));
  EXPECT_TRUE(merged.entities[1].reasons.empty());
  ASSERT_EQ(merged.dropped.size(), 1U);
  EXPECT_EQ(merged.dropped[0].member, 5U);
  EXPECT_EQ(merged.dropped[0].reason, "an account known only by the generic name 'SYSTEM' could be anybody");
}

TEST(Entities, KeepsGenericNamesThatMoreIsKnownOf) {
  const std::vector<Entity> entities = {Made("Account", {{"FullName", R"(CORP\Administrator)"}})};
  EXPECT_EQ(Merge(entities).entities.size(), 1U);
}

TEST(Entities, ReadsMappingsOfColumns) {
  const std::vector<std::string> columns = {"TimeGenerated",    "Host_0_HostName", "Host_0_NTDomain",
                                            "Account_1_Name",   "Host_x_Name",     "AccountCustomEntity",
                                            "FileHash_0_Value", "Nothing_0_Name",  "Host_1_HostName"};
  EXPECT_EQ(MappingsOfColumns(columns),
            (std::vector<ColumnMapping>{
                {"Host", {{"HostName", "Host_0_HostName"}, {"NTDomain", "Host_0_NTDomain"}}},
                {"Account", {{"Name", "Account_1_Name"}}},
                {"FileHash", {{"Value", "FileHash_0_Value"}}},
                {"Host", {{"HostName", "Host_1_HostName"}}}}));
  EXPECT_EQ(MappingsOfColumns(std::vector<std::string>{"IPCustomEntity", "x"}),
            (std::vector<ColumnMapping>{{"IP", {{"Address", "IPCustomEntity"}}}}));
}

TEST(Entities, TellsGlobalAddresses) {
  for (const char* address : {"8.8.8.8", "203.0.114.1", "2a00:1450::1"})
    EXPECT_TRUE(IsGlobalAddress(address));
  for (const char* address : {"10.1.2.3", "172.31.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1",
                              "100.64.0.1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "x", ""}) {
    EXPECT_FALSE(IsGlobalAddress(address)) << address;
  }
}

}  // namespace
}  // namespace harrier::hunting
