#include "store/store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "store/store_testing.h"

namespace harrier::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kWorkspace = "11111111-2222-3333-4444-555555555555";

ObjectKey Key(std::string kind, std::string name, std::string parent = {}) {
  return {kWorkspace, std::move(kind), std::move(parent), std::move(name)};
}

class ObjectsTest : public StoreTest {
 protected:
  Result<Object> Put(const ObjectKey& key, std::string body, const Match& match = {},
                     std::string reason = {}) {
    Object object;
    TRY_OK(store().Change(
        ann_,
        [&](Transaction& transaction) -> Status {
          TRY(object, transaction.Put(key, std::move(body), match));
          return Ok();
        },
        std::move(reason)));
    return object;
  }
  Result<bool> Delete(const ObjectKey& key, const Match& match = {}) {
    bool was = false;
    TRY_OK(store().Change(bob_, [&](Transaction& transaction) -> Status {
      TRY(was, transaction.Delete(key, match));
      return Ok();
    }));
    return was;
  }
  std::optional<Object> Get(const ObjectKey& key) {
    auto got = store().Read([&](Transaction& transaction) { return transaction.Get(key); });
    EXPECT_TRUE(got.has_value()) << got.error().message;
    return got ? *got : std::nullopt;
  }
  std::vector<std::string> Names(std::string_view kind,
                                 std::optional<std::string_view> parent = std::nullopt) {
    auto got =
        store().Read([&](Transaction& transaction) { return transaction.List(kWorkspace, kind, parent); });
    std::vector<std::string> names;
    if (got) {
      for (const Object& object : *got) names.push_back(object.key.name);
    }
    return names;
  }
  std::vector<store::Change> Journal() {
    auto changes = store().Changes(0, 1000);
    EXPECT_TRUE(changes.has_value());
    return changes ? *changes : std::vector<store::Change>();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ObjectsTest, AllDatabases(), DatabaseName);

class ServerTest : public ObjectsTest {};
INSTANTIATE_TEST_SUITE_P(Databases, ServerTest, testing::Values(Location::Kind::kPostgres), DatabaseName);

TEST_P(ObjectsTest, APutMakesAndThenReplaces) {
  const auto made = Put(Key("bookmarks", "One"), R"({"displayName":"b"})");
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(made->version, 1);
  EXPECT_EQ(made->id.size(), 36U);
  clock_.Set(clock_.Now() + kTicksPerSecond);
  const auto replaced = Put(Key("bookmarks", "ONE"), R"({"displayName":"c"})");
  ASSERT_TRUE(replaced.has_value());
  EXPECT_EQ(replaced->key.name, "One");
  EXPECT_EQ(replaced->id, made->id);
  EXPECT_EQ(replaced->version, 2);
  EXPECT_NE(replaced->etag, made->etag);
  const auto read = Get(Key("bookmarks", "one"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->body, R"({"displayName":"c"})");
  EXPECT_EQ(read->created, made->created);
  EXPECT_EQ(read->modified, made->created + kTicksPerSecond);
  EXPECT_EQ(read->etag, replaced->etag);
  EXPECT_EQ(read->created_by, ann_);
  const auto by_id = store().Read([&](Transaction& transaction) { return transaction.GetById(made->id); });
  ASSERT_TRUE(by_id.has_value() && by_id->has_value());
  EXPECT_EQ((*by_id)->key, Key("bookmarks", "One"));
}

TEST_P(ObjectsTest, TheLastActorIsKeptBesideTheFirst) {
  ASSERT_TRUE(Put(Key("hunts", "h"), "{}"));
  ASSERT_TRUE(store().Change(bob_, [&](Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(Key("hunts", "h"), R"({"a":1})"));
    return Ok();
  }));
  const auto read = Get(Key("hunts", "h"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->created_by, ann_);
  EXPECT_EQ(read->modified_by, bob_);
}

TEST_P(ObjectsTest, WorkspacesAndKindsAreApart) {
  ASSERT_TRUE(Put(Key("hunts", "x"), "{}"));
  EXPECT_FALSE(Get(Key("bookmarks", "x")));
  EXPECT_FALSE(Get({"", "hunts", "", "x"}));
  EXPECT_FALSE(Get(Key("hunts", "x", "above")));
  EXPECT_TRUE(Get(Key("hunts", "X")));
}

TEST_P(ObjectsTest, NamesAreFoldedBeyondAsciiAndNeverRead) {
  const std::string name = "Ärger'); DROP TABLE objects; -- :name \\ \"";
  ASSERT_TRUE(Put(Key("watchlists", name), R"({"t":"日本 'quoted' :x"})"));
  const auto read = Get(Key("watchlists", "ärger'); drop table OBJECTS; -- :name \\ \""));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->key.name, name);
  EXPECT_EQ(read->body, R"({"t":"日本 'quoted' :x"})");
  EXPECT_EQ(Put(Key("watchlists", std::string("a\0b", 3)), "{}").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Put(Key("watchlists", "a\xff"), "{}").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Put(Key("watchlists", "a"), "\xff").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Put(Key("watchlists", ""), "{}").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Put(Key("watchlists", std::string(513, 'n')), "{}").error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(Put(Key("watchlists", std::string(512, 'n')), std::string(3'000'000, ' ')));
}

TEST_P(ObjectsTest, ListsAreOldestFirst) {
  for (const char* name : {"c", "a", "b"}) ASSERT_TRUE(Put(Key("hunts", name), "{}"));
  ASSERT_TRUE(Put(Key("hunts", "c"), R"({"later":true})"));
  for (const char* name : {"r2", "r1"}) ASSERT_TRUE(Put(Key("hunts/relations", name, "A"), "{}"));
  ASSERT_TRUE(Put(Key("hunts/relations", "r3", "b"), "{}"));
  EXPECT_THAT(Names("hunts"), ElementsAre("c", "a", "b"));
  EXPECT_THAT(Names("hunts/relations", "a"), ElementsAre("r2", "r1"));
  EXPECT_THAT(Names("hunts/relations"), ElementsAre("r2", "r1", "r3"));
  EXPECT_THAT(Names("hunts/relations", ""), ElementsAre());
}

TEST_P(ObjectsTest, MatchesAreHeldTo) {
  const auto made = Put(Key("hunts", "h"), "{}", {.must_be_new = true});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(Put(Key("hunts", "H"), "{}", {.must_be_new = true}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Put(Key("hunts", "h"), "{}", {.etag = "stale"}).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(Put(Key("hunts", "h"), "{}", {.etag = made->etag}));
  EXPECT_EQ(Put(Key("hunts", "h"), "{}", {.etag = made->etag}).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(Put(Key("hunts", "h"), "{}", {.etag = "*", .must_exist = true}));
  EXPECT_EQ(Put(Key("hunts", "other"), "{}", {.must_exist = true}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Put(Key("hunts", "other"), "{}", {.etag = made->etag}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Delete(Key("hunts", "h"), {.etag = made->etag}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Delete(Key("hunts", "other"), {.must_exist = true}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Journal().size(), 3U);
}

TEST_P(ObjectsTest, ADeleteTakesWhatIsBelowAndIsInTheJournal) {
  ASSERT_TRUE(Put(Key("hunts", "h"), R"({"n":0})", {}, "why"));
  ASSERT_TRUE(Put(Key("hunts/relations", "r", "h"), R"({"n":1})"));
  ASSERT_TRUE(Put(Key("hunts/relations/notes", "n", "H/r"), R"({"n":2})"));
  ASSERT_TRUE(Put(Key("hunts/relations", "r", "other"), R"({"n":3})"));
  ASSERT_TRUE(Put(Key("hunts0", "x", "h"), "{}"));
  EXPECT_EQ(Delete(Key("hunts", "H")).value(), true);
  EXPECT_EQ(Delete(Key("hunts", "h")).value(), false);
  EXPECT_THAT(Names("hunts/relations"), ElementsAre("r"));
  EXPECT_THAT(Names("hunts/relations/notes"), ElementsAre());
  EXPECT_THAT(Names("hunts0"), ElementsAre("x"));

  const auto journal = Journal();
  ASSERT_EQ(journal.size(), 8U);
  for (size_t i = 0; i < journal.size(); ++i) EXPECT_EQ(journal[i].sequence, static_cast<int64_t>(i + 1));
  EXPECT_EQ(journal[0].reason, "why");
  EXPECT_EQ(journal[5].key.kind, "hunts/relations/notes");
  EXPECT_EQ(journal[5].kind, ChangeKind::kDelete);
  EXPECT_EQ(journal[5].before, R"({"n":2})");
  EXPECT_EQ(journal[5].after, "");
  EXPECT_EQ(journal[7].key, Key("hunts", "h"));
  EXPECT_EQ(journal[7].actor, bob_);
  EXPECT_EQ(journal[7].version, 2);
  EXPECT_EQ(journal[5].correlation, journal[7].correlation);
  EXPECT_NE(journal[4].correlation, journal[5].correlation);
}

TEST_P(ObjectsTest, HistoryOutlivesTheObject) {
  const auto first = Put(Key("hunts", "h"), R"({"n":0})");
  ASSERT_TRUE(Put(Key("hunts", "h"), R"({"n":1})"));
  ASSERT_TRUE(Delete(Key("hunts", "h")));
  const auto second = Put(Key("hunts", "H"), R"({"n":2})");
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_NE(first->id, second->id);
  EXPECT_EQ(second->version, 1);
  const auto history = store().History(Key("hunts", "h"));
  ASSERT_TRUE(history.has_value());
  ASSERT_EQ(history->size(), 4U);
  EXPECT_EQ((*history)[1].before, R"({"n":0})");
  EXPECT_EQ((*history)[1].after, R"({"n":1})");
  EXPECT_EQ((*history)[2].kind, ChangeKind::kDelete);
  EXPECT_EQ((*history)[3].before, "");
  EXPECT_EQ((*history)[3].object_id, second->id);
  EXPECT_EQ(store().Creation(Key("hunts", "H"), first->id).value()->sequence, 1);
  EXPECT_EQ(store().Creation(Key("hunts", "h"), second->id).value()->sequence, 4);
  EXPECT_FALSE(store().Creation(Key("hunts", "h"), "none").value());
}

TEST_P(ObjectsTest, AnObjectCanBeMadeAgainFromItsChanges) {
  const ObjectKey key = Key("hunts", "h");
  const auto first = Put(key, R"({"n":0})");
  ASSERT_TRUE(Delete(key));
  Object second;
  ASSERT_TRUE(store().Change(bob_, [&](Transaction& transaction) -> Status {
    TRY(second, transaction.Put(key, R"({"n":1})"));
    return Ok();
  }));
  ASSERT_TRUE(Put(key, R"({"n":2})"));
  const auto history = store().Read([&](Transaction& transaction) { return transaction.History(key); });
  ASSERT_TRUE(first && history && history->size() == 4);
  const Object deleted = ObjectAt(*history, (*history)[1]);
  EXPECT_EQ(deleted.body, R"({"n":0})");
  EXPECT_EQ(deleted.id, first->id);
  EXPECT_EQ(deleted.created_by, ann_);
  EXPECT_EQ(deleted.modified_by, bob_);
  const Object last = LastOf(*history);
  EXPECT_EQ(last.key, key);
  EXPECT_EQ(last.id, second.id);
  EXPECT_EQ(last.version, 2);
  EXPECT_EQ(last.body, R"({"n":2})");
  EXPECT_EQ(last.created, second.created);
  EXPECT_EQ(last.created_by, bob_);
  EXPECT_EQ(last.modified_by, ann_);
}

TEST_P(ObjectsTest, AChangeIsAllOrNothing) {
  const auto changed = store().Change(ann_, [&](Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(Key("hunts", "a"), "{}"));
    TRY(const auto seen, transaction.Get(Key("hunts", "a")));
    EXPECT_TRUE(seen.has_value());
    return Fail(ErrorCode::kInvalid, "no");
  });
  EXPECT_EQ(changed.error().message, "no");
  EXPECT_FALSE(Get(Key("hunts", "a")));
  EXPECT_TRUE(Journal().empty());
  EXPECT_ANY_THROW((void)store().Change(ann_, [&](Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(Key("hunts", "a"), "{}"));
    throw std::runtime_error("a bug");
  }));
  EXPECT_FALSE(Get(Key("hunts", "a")));
  ASSERT_TRUE(Put(Key("hunts", "b"), "{}"));
  EXPECT_EQ(Journal().at(0).sequence, 1);
}

TEST_P(ObjectsTest, ReadsCannotWriteAndChangesCannotNest) {
  const auto written =
      store().Read([&](Transaction& transaction) { return transaction.Put(Key("hunts", "a"), "{}"); });
  EXPECT_EQ(written.error().code, ErrorCode::kInternal);
  EXPECT_ANY_THROW((void)store().Change(
      ann_, [&](Transaction&) { return store().Change(ann_, [](Transaction&) { return Ok(); }); }));
  EXPECT_TRUE(Put(Key("hunts", "a"), "{}"));
}

TEST_P(ObjectsTest, AReadSeesOneStateWhileOthersWrite) {
  ASSERT_TRUE(Put(Key("hunts", "a"), "{}"));
  const auto seen = store().Read([&](Transaction& transaction) -> Result<size_t> {
    TRY(const auto before, transaction.List(kWorkspace, "hunts"));
    std::thread([&] { EXPECT_TRUE(Put(Key("hunts", "b"), "{}")); }).join();
    TRY(const auto after, transaction.List(kWorkspace, "hunts"));
    EXPECT_EQ(before.size(), after.size());
    return after.size();
  });
  EXPECT_EQ(seen.value(), 1U);
  EXPECT_THAT(Names("hunts"), ElementsAre("a", "b"));
}

TEST_P(ObjectsTest, ThreadsAndProcessesShareAStore) {
  auto other = Store::Open(location_, &clock_, &ids_);
  ASSERT_TRUE(other.has_value());
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      Store& mine = thread % 2 == 0 ? store() : **other;
      for (int i = 0; i < 25; ++i) {
        const auto added = mine.Change(ann_, [&](Transaction& transaction) -> Status {
          TRY(const auto old, transaction.Get(Key("counters", "c")));
          const int count = old ? std::stoi(old->body) : 0;
          TRY_OK(transaction.Put(Key("counters", "c"), std::to_string(count + 1)));
          return Ok();
        });
        EXPECT_TRUE(added.has_value()) << added.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Get(Key("counters", "c"))->body, "100");
  const auto journal = Journal();
  ASSERT_EQ(journal.size(), 100U);
  for (size_t i = 0; i < journal.size(); ++i) EXPECT_EQ(journal[i].sequence, static_cast<int64_t>(i + 1));
}

TEST_P(ObjectsTest, WaitersWakeAtOnce) {
  std::stop_source stop;
  EXPECT_EQ(store().WaitForChanges(0, stop.get_token(), 1'000'000).value(), false);
  bool woken = false;
  std::thread waiter([&] { woken = store().WaitForChanges(0, stop.get_token(), 60'000'000'000).value(); });
  ASSERT_TRUE(Put(Key("hunts", "a"), "{}"));
  waiter.join();
  EXPECT_TRUE(woken);
  EXPECT_EQ(store().WaitForChanges(0, stop.get_token(), 0).value(), true);
  std::thread stopped(
      [&] { EXPECT_EQ(store().WaitForChanges(1, stop.get_token(), 60'000'000'000).value(), false); });
  stop.request_stop();
  stopped.join();
  auto other = Store::Open(location_, &clock_, &ids_);
  ASSERT_TRUE(other.has_value());
  ASSERT_TRUE((*other)->Change(ann_, [&](Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(Key("hunts", "b"), "{}"));
    return Ok();
  }));
  EXPECT_EQ(store().WaitForChanges(1, {}, 1'000'000).value(), true);
}

TEST_P(ObjectsTest, PositionsAndObjectsOutliveTheProcess) {
  ASSERT_TRUE(Put(Key("hunts", "a"), R"({"a":1})"));
  EXPECT_EQ(store().Position("rows").value(), 0);
  ASSERT_TRUE(store().SetPosition("rows", 7));
  ASSERT_TRUE(store().SetPosition("rows", 9));
  Open();
  EXPECT_EQ(store().Position("rows").value(), 9);
  EXPECT_EQ(store().Position("other").value(), 0);
  EXPECT_EQ(Get(Key("hunts", "a"))->body, R"({"a":1})");
  EXPECT_EQ(store().WaitForChanges(0, {}, 0).value(), true);
  EXPECT_EQ(store().Changes(0, 0)->size(), 0U);
  EXPECT_EQ(store().Changes(1, 10)->size(), 0U);
}

TEST_P(ObjectsTest, AStoreOfANewerProgramIsRefused) {
  {
    auto connection = Connection::Open(location_);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE(
        (*connection)
            ->Execute("INSERT INTO schema_version (version, name, applied) VALUES (9999, 'later', 1)"));
  }
  const auto opened = Store::Open(location_, &clock_, &ids_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(opened.error().message, HasSubstr("its schema is 9999, 'later'"));
}

TEST_P(ServerTest, AServerThatWentAwayIsFoundAgain) {
  ASSERT_TRUE(Put(Key("hunts", "a"), "{}"));
  ASSERT_TRUE(Get(Key("hunts", "a")));
  const auto end_others = [&] {
    auto connection = Connection::Open(location_);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE((*connection)
                    ->Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                              "pg_backend_pid() AND datname = current_database()"));
  };
  end_others();
  EXPECT_TRUE(Get(Key("hunts", "a")));
  EXPECT_TRUE(Put(Key("hunts", "b"), "{}"));
  const auto cut = store().Change(ann_, [&](Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(Key("hunts", "c"), "{}"));
    end_others();
    TRY_OK(transaction.Put(Key("hunts", "d"), "{}"));
    return Ok();
  });
  EXPECT_EQ(cut.error().code, ErrorCode::kIo);
  EXPECT_THAT(Names("hunts"), ElementsAre("a", "b"));
  EXPECT_TRUE(Put(Key("hunts", "c"), "{}"));
}

TEST_P(ObjectsTest, FailuresShowNoSql) {
  {
    auto connection = Connection::Open(location_);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE((*connection)->Execute("DROP TABLE objects"));
  }
  const auto put = Put(Key("hunts", "secret-name"), "{}");
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().code, ErrorCode::kIo);
  EXPECT_EQ(put.error().message.find("SELECT"), std::string::npos) << put.error().message;
  EXPECT_EQ(put.error().message.find("secret-name"), std::string::npos) << put.error().message;
  EXPECT_EQ(store().Position("rows").value(), 0);
}

TEST(Sqlite, TheFileIsForItsOwnerOnly) {
  const TestFolder folder;
  const SystemClock clock;
  SystemIds ids;
  const auto opened = Store::Open(Location::Sqlite(folder.path() + "/with space.db"), &clock, &ids);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat((folder.path() + "/with space.db" + end).c_str(), &status), 0) << end;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << end;
  }
  EXPECT_FALSE(Store::Open(Location::Sqlite(folder.path() + "/no/such.db"), &clock, &ids).has_value());
}

}  // namespace
}  // namespace harrier::store
