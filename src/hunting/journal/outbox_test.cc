#include "hunting/journal/outbox.h"

#include <gmock/gmock.h>

#include "hunting/journal/journal_testing.h"
#include "store/store_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = engine::duckdb::OpenAt(folder_.path());
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
    auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/store.db"), &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
    storage_ = std::make_unique<UnsteadyStorage>(database_->storage());
  }

  OutboxOptions Options() {
    OutboxOptions options;
    options.store = store_.get();
    options.clock = &clock_;
    options.log = &log_;
    options.storage_of = [this](std::string_view workspace) {
      return workspace == "elsewhere" ? nullptr : storage_.get();
    };
    options.provider_of = [](std::string_view workspace) { return fmt::format("/w/{}/provider", workspace); };
    return options;
  }
  void Put(const std::string& kind, const std::string& name, const std::string& body,
           const std::string& workspace = "w-1") {
    clock_.Set(clock_.Now() + kTicksPerSecond);
    const auto put = store_->Change(
        actor_,
        [&](store::Transaction& transaction) -> Status {
          TRY_OK(transaction.Put({workspace, kind, "", name}, body));
          return Ok();
        },
        "because");
    ASSERT_TRUE(put.has_value()) << put.error().message;
  }
  void Delete(const std::string& kind, const std::string& name) {
    clock_.Set(clock_.Now() + kTicksPerSecond);
    const auto deleted = store_->Change(other_, [&](store::Transaction& transaction) -> Status {
      TRY_OK(transaction.Delete({"w-1", kind, "", name}));
      return Ok();
    });
    ASSERT_TRUE(deleted.has_value()) << deleted.error().message;
  }
  std::vector<std::string> Rows(const std::string& table, const std::vector<std::string>& names) {
    return LogRows(*database_, table, names);
  }

  engine::duckdb::TemporaryDirectory folder_;
  FixedClock clock_{engine::duckdb::Ticks("2026-01-15")};
  SystemIds ids_;
  Log log_{2, true, LogLevel::kError};
  const store::Actor actor_{"a-1", "ann", "ann@contoso.example", "10.0.0.9", "arm"};
  const store::Actor other_{"b-2", "bob", "bob@contoso.example", "10.0.0.8", "page"};
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<UnsteadyStorage> storage_;
};

constexpr const char* kBookmark =
    R"({"displayName":"Odd logon","query":"SigninLogs | take 1","queryResult":"{\"a\":1}","notes":"look","labels":["x","y"],)"
    R"("eventTime":"2026-01-14T10:00:00Z","queryStartTime":"2026-01-14T00:00:00Z","queryEndTime":"2026-01-15T00:00:00Z",)"
    R"("entityMappings":[{"entityType":"IP","fieldMappings":[{"identifier":"Address","value":"10.1.2.3"}]},{"entityType":"None","fieldMappings":[]}]})";

TEST_F(OutboxTest, EachStateOfABookmarkIsARow) {
  Put("bookmarks", "b-1", kBookmark);
  Put("bookmarks", "b-1", R"({"displayName":"Odder","query":"T"})");
  Delete("bookmarks", "B-1");
  Outbox outbox(Options());
  const auto done = outbox.CatchUp();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_THAT(Rows("HuntingBookmark", {"TimeGenerated", "BookmarkId", "BookmarkName", "SoftDeleted", "Tags"}),
              ElementsAre("2026-01-15T00:00:01.0000000Z|b-1|Odd logon|false|x,y",
                          "2026-01-15T00:00:02.0000000Z|b-1|Odder|false|''",
                          "2026-01-15T00:00:03.0000000Z|b-1|Odder|true|''"));
  EXPECT_THAT(
      Rows("HuntingBookmark",
           {"TimeGenerated", "CreatedTime", "LastUpdatedTime", "EventTime", "QueryEndTime"}),
      ElementsAre("2026-01-15T00:00:01.0000000Z|2026-01-15T00:00:01.0000000Z|2026-01-15T00:00:01.0000000Z|"
                  "2026-01-14T10:00:00.0000000Z|2026-01-15T00:00:00.0000000Z",
                  "2026-01-15T00:00:02.0000000Z|2026-01-15T00:00:01.0000000Z|2026-01-15T00:00:02.0000000Z|"
                  "null|null",
                  "2026-01-15T00:00:03.0000000Z|2026-01-15T00:00:01.0000000Z|2026-01-15T00:00:03.0000000Z|"
                  "null|null"));
  EXPECT_EQ(
      Rows("HuntingBookmark", {"TimeGenerated", "QueryText", "QueryResultRow", "Notes", "Entities"}).front(),
      R"(2026-01-15T00:00:01.0000000Z|SigninLogs | take 1|{"a":1}|look|[{"$id":"1","Type":"ip","Address":"10.1.2.3"}])");
  EXPECT_EQ(Rows("HuntingBookmark", {"TimeGenerated", "CreatedBy", "UpdatedBy", "TenantId", "Type"}).back(),
            R"(2026-01-15T00:00:03.0000000Z|{"ObjectId":"a-1","Email":"ann@contoso.example","Name":"ann"}|)"
            R"({"ObjectId":"b-2","Email":"bob@contoso.example","Name":"bob"}|w-1|HuntingBookmark)");
}

TEST_F(OutboxTest, EveryChangeOfEveryObjectIsAudited) {
  Put("hunts", "h", R"({"displayName":"Hypothesis","status":"New","same":[1]})");
  Put("hunts", "h", R"({"displayName":"Hypothesis","status":"Active","same":[1],"labels":[]})");
  Delete("hunts", "h");
  Put("users", "ann", "{}", "");
  Outbox outbox(Options());
  ASSERT_TRUE(outbox.CatchUp());
  EXPECT_THAT(
      Rows("SentinelAudit", {"TimeGenerated", "OperationName", "SentinelResourceId", "SentinelResourceName",
                             "SentinelResourceType", "Status", "Description", "WorkspaceId"}),
      ElementsAre(
          "2026-01-15T00:00:01.0000000Z|Microsoft.SecurityInsights/hunts/Write|/w/w-1/provider/hunts/h|"
          "Hypothesis|hunts|Success|Create hunts/h|w-1",
          "2026-01-15T00:00:02.0000000Z|Microsoft.SecurityInsights/hunts/Write|/w/w-1/provider/hunts/h|"
          "Hypothesis|hunts|Success|Update hunts/h|w-1",
          "2026-01-15T00:00:03.0000000Z|Microsoft.SecurityInsights/hunts/Delete|/w/w-1/provider/hunts/h|"
          "Hypothesis|hunts|Success|Delete hunts/h|w-1",
          "2026-01-15T00:00:04.0000000Z|Microsoft.SecurityInsights/users/Write|/w//provider/users/ann|"
          "ann|users|Success|Create users/ann|''"));
  const auto properties = Rows("SentinelAudit", {"TimeGenerated", "ExtendedProperties"});
  EXPECT_EQ(
      properties[1],
      R"(2026-01-15T00:00:02.0000000Z|{"CallerName":"ann","CallerIpAddress":"10.0.0.9",)"
      R"("OriginalResourceState":{"displayName":"Hypothesis","status":"New","same":[1]},)"
      R"("UpdatedResourceState":{"displayName":"Hypothesis","status":"Active","same":[1],"labels":[]},)"
      R"("ResourceDiffMemberNames":["status","labels"],"ResourceDisplayName":"Hypothesis","Reason":"because"})");
  EXPECT_THAT(properties[2], HasSubstr(R"("CallerName":"bob")"));
  EXPECT_THAT(properties[2], HasSubstr(R"("UpdatedResourceState":{})"));
}

TEST_F(OutboxTest, ChildrenAreNamedByTheirPath) {
  ASSERT_TRUE(store_->Change(actor_, [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put({"w-1", "hunts/relations", "h", "r"}, "{}"));
    return Ok();
  }));
  Outbox outbox(Options());
  ASSERT_TRUE(outbox.CatchUp());
  EXPECT_THAT(
      Rows("SentinelAudit", {"OperationName", "SentinelResourceId"}),
      ElementsAre("Microsoft.SecurityInsights/hunts/relations/Write|/w/w-1/provider/hunts/h/relations/r"));
}

TEST_F(OutboxTest, ABatchThatWasCutShortIsNeitherLostNorDoubled) {
  for (int cut = 1; cut <= 2; ++cut) {
    Put("bookmarks", fmt::format("before-{}", cut), kBookmark);
    Put("bookmarks", fmt::format("after-{}", cut), kBookmark);
    storage_->fail_before = cut;
    EXPECT_EQ(Outbox(Options()).CatchUp().error().message, "the disk is full");
    // The journal grows before the next attempt.
    Put("bookmarks", fmt::format("later-{}", cut), kBookmark);
    storage_->fail_after = cut;
    EXPECT_EQ(Outbox(Options()).CatchUp().error().message, "the process ended");
    Put("hunts", fmt::format("last-{}", cut), "{}");
    ASSERT_TRUE(Outbox(Options()).CatchUp());
  }
  EXPECT_THAT(Rows("HuntingBookmark", {"BookmarkId"}),
              ElementsAre("after-1", "after-2", "before-1", "before-2", "later-1", "later-2"));
  EXPECT_EQ(Rows("SentinelAudit", {"SentinelResourceId"}).size(), 8U);
  ASSERT_TRUE(Outbox(Options()).CatchUp());
  EXPECT_EQ(Rows("SentinelAudit", {"SentinelResourceId"}).size(), 8U);
}

TEST_F(OutboxTest, ANewStoreOverOldTablesStartsAnew) {
  Put("hunts", "h", "{}");
  ASSERT_TRUE(Outbox(Options()).CatchUp());
  auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/other.db"), &clock_, &ids_);
  ASSERT_TRUE(opened.has_value());
  store_ = std::move(*opened);
  Put("hunts", "h", "{}");
  ASSERT_TRUE(Outbox(Options()).CatchUp());
  EXPECT_EQ(Rows("SentinelAudit", {"TimeGenerated"}).size(), 2U);
}

TEST_F(OutboxTest, AWorkspaceWithoutStorageHoldsNothingUp) {
  Put("hunts", "h", "{}", "elsewhere");
  Put("hunts", "h", "{}");
  ASSERT_TRUE(Outbox(Options()).CatchUp());
  EXPECT_EQ(Rows("SentinelAudit", {"WorkspaceId"}), std::vector<std::string>{"w-1"});
}

TEST_F(OutboxTest, TheThreadWritesSoonAndTriesAgain) {
  Outbox outbox(Options());
  storage_->fail_before = 1;
  outbox.Start();
  Put("bookmarks", "b", kBookmark);
  const auto start = std::chrono::steady_clock::now();
  while (Rows("HuntingBookmark", {"BookmarkId"}).empty() &&
         std::chrono::steady_clock::now() - start < std::chrono::seconds(20))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(Rows("HuntingBookmark", {"BookmarkId"}), std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace harrier::hunting
