#include "engine/duckdb/log_spaces.h"

#include "engine/duckdb/storage_testing.h"

namespace harrier::engine::duckdb {
namespace {

constexpr const char* kOther = "11111111-2222-3333-4444-555555555555";

/// The messages in a workspace's Syslog, by the name that plans have for it.
std::vector<std::string> Messages(Database& database, const std::string& table) {
  return ReadRows(database, table, {{1, "SyslogMessage", Type::kString}});
}

TEST(LogSpaces, RowsAndNamesOfOneWorkspaceAreNotAnothers) {
  const TemporaryDirectory directory;
  {
    auto database = OpenAt(directory.path()).value();
    Storage& first = database->storage();
    Storage& other = *database->StorageOf(kOther).value();
    EXPECT_EQ(database->StorageOf(kOther).value(), &other);
    EXPECT_EQ(first.space(), "");
    EXPECT_EQ(other.space(), std::string(kOther) + "/");

    ASSERT_TRUE(first.Append(SyslogBatch(2), "b", Ticks("2026-01-15")).value());
    // An id counts within its own workspace.
    ASSERT_TRUE(other.Append(SyslogBatch(1), "b", Ticks("2026-01-15")).value());
    ASSERT_TRUE(other.CreateTable(
        {.name = "Own_CL", .columns = {{"a", Type::kLong}}, .description = "", .folder = ""}));
    EXPECT_EQ(first.catalog()->FindTable("Own_CL"), nullptr);
    EXPECT_EQ(other.catalog()->FindTable("Own_CL")->stored(), std::string(kOther) + "/Own_CL");
    EXPECT_EQ(other.catalog()->FindTable("Syslog")->stored(), std::string(kOther) + "/Syslog");
    EXPECT_EQ(first.catalog()->FindTable("Syslog")->stored(), "Syslog");
    EXPECT_EQ(first.Stats("Syslog").value().rows, 2U);
    EXPECT_EQ(other.Stats("Syslog").value().rows, 1U);
  }
  auto database = OpenAt(directory.path()).value();
  Storage& other = *database->StorageOf(kOther).value();
  EXPECT_EQ(Messages(*database, "Syslog").size(), 2U);
  EXPECT_EQ(Messages(*database, std::string(kOther) + "/Syslog").size(), 1U);
  EXPECT_EQ(other.catalog()->FindTable("Own_CL")->stored(), std::string(kOther) + "/Own_CL");
  EXPECT_EQ(database->tables().Stats("Syslog").value().rows, 2U);
  EXPECT_EQ(database->tables().Stats(std::string(kOther) + "/Syslog").value().rows, 1U);
}

TEST(LogSpaces, VersionsAreOfOneWorkspace) {
  auto database = OpenAt("").value();
  Storage& other = *database->StorageOf(kOther).value();
  const std::string space(other.space());
  const uint64_t first = database->tables().Version("Syslog"), names = database->tables().Version("");
  const uint64_t there = database->tables().Version(space + "Syslog"),
                 names_there = database->tables().Version(space);
  ASSERT_TRUE(other.Append(SyslogBatch(1), "b", Ticks("2026-01-15")).value());
  ASSERT_TRUE(other.CreateFunction({"F", "() { Syslog }", "", ""}));
  EXPECT_EQ(database->tables().Version("Syslog"), first);
  EXPECT_EQ(database->tables().Version(""), names);
  EXPECT_GT(database->tables().Version(space + "Syslog"), there);
  EXPECT_GT(database->tables().Version(space), names_there);
}

TEST(LogSpaces, NoNameLeadsIntoAnotherWorkspace) {
  auto database = OpenAt("").value();
  ASSERT_TRUE(database->StorageOf(kOther).has_value());
  const auto made = database->storage().CreateTable({.name = std::string(kOther) + "/Syslog",
                                                     .columns = {{"a", Type::kLong}},
                                                     .description = "",
                                                     .folder = ""});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(database->StorageOf("../elsewhere").has_value());
}

}  // namespace
}  // namespace harrier::engine::duckdb
