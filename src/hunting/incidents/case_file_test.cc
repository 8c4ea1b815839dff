#include "hunting/incidents/case_file.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "store/store_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kPath =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w";

class CaseFileTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/store.db"), &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
    for (const char* bookmark : {"b1", "b2"}) PutBookmark(bookmark, "Execution");
    for (const char* incident : {"i1", "i2"}) MakeIncident(incident);
  }

  Status Do(const std::function<Status(const Cases&)>& fn) {
    return store_->Change({"ann", "Ann", "", "", ""}, [&](store::Transaction& transaction) {
      return fn({transaction, "ws", kPath, clock_.Now()});
    });
  }
  template <typename T>
  T Ask(const std::function<Result<T>(const Cases&)>& fn) {
    auto answer = store_->Read(
        [&](store::Transaction& transaction) { return fn({transaction, "ws", kPath, clock_.Now()}); });
    EXPECT_TRUE(answer.has_value()) << answer.error().message;
    return answer ? *std::move(answer) : T{};
  }
  void PutBookmark(const std::string& name, const std::string& tactic) {
    Bookmark bookmark;
    bookmark.display_name = bookmark.query = name;
    bookmark.tactics = {tactic};
    ASSERT_TRUE(Do([&](const Cases& cases) -> Status {
      const store::ObjectKey key = cases.KeyOf("bookmarks", name);
      TRY(const auto before, cases.transaction.Get(key));
      TRY(const auto after, cases.transaction.Put(key, json::serialize(ToJson(bookmark))));
      return SettleBookmark(cases, before ? &*before : nullptr, &after);
    }));
  }
  void MakeIncident(const std::string& name) {
    ASSERT_TRUE(Do([&](const Cases& cases) -> Status {
      TRY(const Incident incident, NewIncident(cases, json::parse(R"({"title":"t"})").as_object()));
      TRY_OK(cases.transaction.Put(cases.KeyOf("incidents", name), json::serialize(ToJson(incident))));
      return Ok();
    }));
  }
  /// Relates "incidents/i1" to "bookmarks/b1" under a name, as a request would; what was wrong.
  std::string Relate(const std::string& kind, const std::string& name, const std::string& relation,
                     const std::string& target) {
    const Status done = Do([&](const Cases& cases) -> Status {
      const store::ObjectKey key{"ws", kind + "/relations", name, relation};
      const Relation made{kPath + "/providers/Microsoft.SecurityInsights/" + target, {}};
      TRY(const auto before, cases.transaction.Get(key));
      TRY_OK(CheckRelation(cases, key, before, made));
      TRY_OK(cases.transaction.Put(key, json::serialize(ToJson(made))));
      return SettleRelation(cases, key, made);
    });
    return done ? "" : done.error().message;
  }
  void Delete(const store::ObjectKey& key) {
    ASSERT_TRUE(Do([&](const Cases& cases) -> Status {
      TRY(const auto object, cases.transaction.Get(key));
      if (key.parent.empty()) {
        TRY(const std::set<std::string> incidents, MarkDeleted(cases, object->key));
        for (const std::string& incident : incidents) TRY_OK(Touch(cases, incident));
      }
      TRY_OK(cases.transaction.Delete(key));
      return key.parent.empty() ? Ok() : SettleDeletedRelation(cases, *object);
    }));
  }
  /// "name → target", with "!" if the target was deleted.
  std::vector<std::string> Relations(const std::string& kind, const std::string& name) {
    std::vector<std::string> out;
    for (const StoredRelation& one : Ask<std::vector<StoredRelation>>(
             [&](const Cases& cases) { return RelationsBelow(cases, kind, name); }))
      out.push_back(one.object.key.name + " → " + one.target.name() + (one.relation.deleted ? "!" : ""));
    return out;
  }
  IncidentCounts Counts(const std::string& name) {
    return Ask<IncidentCounts>([&](const Cases& cases) -> Result<IncidentCounts> {
      TRY(const auto object, cases.transaction.Get(cases.KeyOf("incidents", name)));
      TRY(const Incident incident, FromJson<Incident>(ParseObject(object->body)));
      return incident.counts;
    });
  }
  std::string IncidentOfBookmark(const std::string& name) {
    const auto incident =
        Ask<std::optional<BookmarkIncident>>([&](const Cases& cases) { return IncidentOf(cases, name); });
    return incident ? incident->incident_id + "/" + incident->relation_name : "";
  }

  store::TestFolder folder_;
  FixedClock clock_{639'000'000'000'000'000};
  SystemIds ids_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(CaseFileTest, BothEndsTellTheirRelation) {
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_EQ(Relate("bookmarks", "b2", "r2", "incidents/I1"), "");
  EXPECT_THAT(Relations("incidents", "i1"), ElementsAre("r1 → b1", "r2 → b2"));
  EXPECT_THAT(Relations("bookmarks", "b1"), ElementsAre("r1 → i1"));
  EXPECT_EQ(IncidentOfBookmark("b1"), "i1/r1");
  EXPECT_EQ(IncidentOfBookmark("b2"), "i1/r2");
  EXPECT_EQ(Counts("i1").bookmarks, 2);
  EXPECT_THAT(Counts("i1").tactics, ElementsAre("Execution"));
  PutBookmark("b2", "Impact");
  EXPECT_THAT(Counts("i1").tactics, ElementsAre("Execution", "Impact"));
  Delete({"ws", "bookmarks/relations", "b1", "r1"});
  EXPECT_THAT(Relations("incidents", "i1"), ElementsAre("r2 → b2"));
  EXPECT_EQ(IncidentOfBookmark("b1"), "");
  EXPECT_EQ(Counts("i1").bookmarks, 1);
}

TEST_F(CaseFileTest, ABookmarkThatIsRelatedTwiceCountsOnce) {
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_EQ(Relate("incidents", "i1", "r2", "bookmarks/B1"), "");
  EXPECT_EQ(Counts("i1").bookmarks, 1);
  Delete({"ws", "incidents/relations", "i1", "r1"});
  EXPECT_EQ(Counts("i1").bookmarks, 1);
  EXPECT_EQ(IncidentOfBookmark("b1"), "i1/r2");
}

TEST_F(CaseFileTest, NamesDoNotClash) {
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_THAT(Relate("incidents", "i1", "r1", "bookmarks/b2"), HasSubstr("leads to"));
  EXPECT_THAT(Relate("incidents", "i2", "r1", "bookmarks/b1"), HasSubstr("'b1' has a relation 'r1' already"));
  EXPECT_THAT(Relations("incidents", "i2"), IsEmpty());
}

TEST_F(CaseFileTest, AlertsAreThereOnceAndNotWithoutEnd) {
  for (size_t i = 0; i < kMostAlerts; ++i)
    ASSERT_EQ(Relate("incidents", "i1", fmt::format("r{}", i), fmt::format("entities/a{}", i)), "");
  EXPECT_EQ(Counts("i1").alerts, 150);
  EXPECT_THAT(Relate("incidents", "i1", "again", "entities/A7"), HasSubstr("has the alert 'A7' already"));
  EXPECT_EQ(Relate("incidents", "i1", "r7", "entities/a7"), "");
  EXPECT_EQ(Relate("incidents", "i1", "more", "entities/more"), "an incident has 150 alerts at most");
}

TEST_F(CaseFileTest, WhatIsDeletedIsToldAndDoesNotComeBack) {
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_EQ(Relate("incidents", "i2", "r2", "bookmarks/b1"), "");
  Delete({"ws", "bookmarks", "", "b1"});
  EXPECT_THAT(Relations("incidents", "i1"), ElementsAre("r1 → b1!"));
  EXPECT_EQ(Counts("i1").bookmarks, 0);
  EXPECT_EQ(Counts("i2").bookmarks, 0);
  PutBookmark("b1", "Impact");
  EXPECT_THAT(Relations("incidents", "i1"), ElementsAre("r1 → b1!"));
  EXPECT_EQ(IncidentOfBookmark("b1"), "");
  EXPECT_EQ(Relate("incidents", "i1", "r1", "bookmarks/b1"), "");
  EXPECT_THAT(Relations("incidents", "i1"), ElementsAre("r1 → b1"));
  EXPECT_EQ(Counts("i1").bookmarks, 1);

  Delete({"ws", "incidents", "", "i1"});
  EXPECT_THAT(Relations("bookmarks", "b1"), ElementsAre("r1 → i1!"));
  EXPECT_EQ(IncidentOfBookmark("b1"), "");
  MakeIncident("i1");
  EXPECT_EQ(IncidentOfBookmark("b1"), "");
  Delete({"ws", "bookmarks/relations", "b1", "r1"});
  EXPECT_THAT(Relations("bookmarks", "b1"), IsEmpty());
}

TEST_F(CaseFileTest, NumbersAreNotUsedAgain) {
  Delete({"ws", "incidents", "", "i2"});
  MakeIncident("i3");
  const auto number = Ask<int64_t>([&](const Cases& cases) -> Result<int64_t> {
    TRY(const auto object, cases.transaction.Get(cases.KeyOf("incidents", "i3")));
    TRY(const Incident incident, FromJson<Incident>(ParseObject(object->body)));
    return incident.number;
  });
  EXPECT_EQ(number, 3);
}

}  // namespace
}  // namespace harrier::hunting
