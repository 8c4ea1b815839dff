#include "hunting/entities/stored_mappings.h"

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

std::string Refusal(std::vector<ColumnMapping> mappings) {
  const auto accepted = AcceptMappings(std::move(mappings), "m");
  return accepted ? "accepted" : accepted.error().message;
}

TEST(StoredMappings, AreSpelledAsTheTypesAre) {
  const auto accepted = AcceptMappings({{"ip", {{"address", "Client"}}}}, "m");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(*accepted, (std::vector<ColumnMapping>{{"IP", {{"Address", "Client"}}}}));
}

TEST(StoredMappings, RefusalsNameWhatAndWhere) {
  EXPECT_EQ(Refusal({{"Host", {{"HostName", "A"}}}, {"Spaceship", {{"Name", "A"}}}}),
            "m[1].entityType: there is no entity type 'Spaceship'; Account, Host and IP are some");
  EXPECT_EQ(Refusal({{"Nic", {{"MacAddress", "A"}}}}),
            "m[0].entityType: entities of type Nic come from alerts only");
  EXPECT_EQ(Refusal({{"IP", {{"Address", "A"}, {"Colour", "B"}}}}),
            "m[0].fieldMappings[1].identifier: IP has no identifier 'Colour'; it has Address, AddressScope");
  EXPECT_EQ(Refusal({{"IP", {{"Address", ""}}}}), "m[0].fieldMappings[0].columnName is empty");
  EXPECT_EQ(Refusal({{"IP", {{"Address", "A"}, {"address", "B"}}}}),
            "m[0].fieldMappings[1].identifier: Address is mapped twice");
  EXPECT_EQ(Refusal({{"IP", {{"AddressScope", "A"}}}}),
            "m[0].fieldMappings: an entity of type IP needs at least one of Address");
  EXPECT_EQ(
      Refusal({{"Account", {}}}),
      "m[0].fieldMappings: an entity of type Account needs at least one of Name, FullName, Sid, AadUserId, "
      "PUID, ObjectGuid");
}

TEST(StoredMappings, HaveTheirLimits) {
  EXPECT_EQ(Refusal(std::vector<ColumnMapping>(10, {"Host", {{"HostName", "A"}}})), "accepted");
  EXPECT_EQ(Refusal(std::vector<ColumnMapping>(11, {"Host", {{"HostName", "A"}}})),
            "m has 11 elements; 10 are allowed");
  EXPECT_EQ(Refusal({{"Host", {{"HostName", "A"}, {"DnsDomain", "B"}, {"OSFamily", "C"}}}}), "accepted");
  EXPECT_EQ(
      Refusal({{"Host", {{"HostName", "A"}, {"DnsDomain", "B"}, {"OSFamily", "C"}, {"OSVersion", "D"}}}}),
      "m[0].fieldMappings has 4 elements; 3 are allowed");
}

TEST(StoredMappings, NameColumnsThatAreThere) {
  const std::vector<ColumnMapping> mappings = {{"Host", {{"HostName", "Computer"}}}};
  EXPECT_TRUE(CheckColumns(mappings, std::vector<std::string>{"Computer"}, "m"));
  EXPECT_EQ(
      CheckColumns(mappings, std::vector<std::string>{"computer"}, "m").error().message,
      "m[0].fieldMappings[0].columnName: the query's result has no column 'Computer'; it has 'computer'");
}

TEST(StoredMappings, OfContentAreOneLine) {
  EXPECT_EQ(ParseMappings("Host: FullName=DeviceName; File: Name=A, Directory=B;").value(),
            (std::vector<ColumnMapping>{{"Host", {{"FullName", "DeviceName"}}},
                                        {"File", {{"Name", "A"}, {"Directory", "B"}}}}));
  EXPECT_EQ(ParseMappings("Host: FullName").error().message,
            "entities[0].fieldMappings[0].columnName is empty");
}

}  // namespace
}  // namespace harrier::hunting
