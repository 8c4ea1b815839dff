#include "hunting/bookmarks/bulk_edit.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "hunting/incidents/case_bookmarks.h"
#include "store/store_testing.h"

namespace harrier::hunting {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BulkEdit : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Store::Open(store::Location::Sqlite(folder_.path() + "/store.db"), &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
    for (const char* name : {"a", "b", "c"}) {
      Put("bookmarks", name,
          R"({"displayName":"d","query":"T","labels":["old"],"entityMappings":[],"tactics":[],"techniques":[]})");
    }
    Put("incidents", "i", R"({"title":"t","incidentNumber":1})");
    Put("incidents", "j", R"({"title":"t","incidentNumber":2})");
    Put("hunts", "h", R"({"displayName":"h","description":"d"})");
  }

  Status Do(const std::function<Status(const Cases&)>& fn) {
    return store_->Change({"ann", "Ann", "", "", ""}, [&](store::Transaction& transaction) {
      return fn({transaction, "ws",
                 "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w",
                 clock_.Now()});
    });
  }
  void Put(const std::string& kind, const std::string& name, const std::string& body) {
    ASSERT_TRUE(Do([&](const Cases& cases) -> Status {
      TRY_OK(cases.transaction.Put(cases.KeyOf(kind, name), body));
      return Ok();
    }));
  }
  /// "target: message" of each problem.
  std::vector<std::string> Edit(const char* body, const std::vector<std::string>& names,
                                const std::string& protected_name = "") {
    const auto edit = AcceptBookmarkEdit(json::parse(body).as_object());
    if (!edit) return {edit.error().message};
    std::vector<std::string> out;
    const Status done = Do([&](const Cases& cases) -> Status {
      const auto may_delete = [&](const store::Object& object) -> Status {
        if (object.key.name != protected_name) return Ok();
        return Fail(ErrorCode::kForbidden, "may not");
      };
      TRY(const auto problems, EditBookmarks(cases, ids_, names, *edit, may_delete));
      for (const EditProblem& one : problems) out.push_back(one.target + ": " + one.error.message);
      return Ok();
    });
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return out;
  }
  std::string Shown(const std::string& kind, const std::string& name) {
    auto object = store_->Read(
        [&](store::Transaction& transaction) { return transaction.Get({"ws", kind, "", name}); });
    return *object ? fmt::format("{} {}", (*object)->version, (*object)->body) : "gone";
  }
  size_t Below(const std::string& kind, const std::string& name) {
    return store_->Read([&](store::Transaction& transaction) { return transaction.List("ws", kind, name); })
        ->size();
  }

  store::TestFolder folder_;
  FixedClock clock_{639'000'000'000'000'000};
  SystemIds ids_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(BulkEdit, ChangesAllOfThem) {
  EXPECT_THAT(Edit(R"({"notes":"n","addLabels":["new"],"removeLabels":["old"],"tactics":["impact"],
                       "techniques":["T1059"]})",
                   {"a", "B", "b"}),
              IsEmpty());
  const std::string after =
      R"(2 {"displayName":"d","query":"T","notes":"n","labels":["new"],"entityMappings":[],"tactics":["Impact"],)"
      R"("techniques":["T1059"]})";
  EXPECT_EQ(Shown("bookmarks", "a"), after);
  EXPECT_EQ(Shown("bookmarks", "b"), after);
  EXPECT_EQ(Shown("bookmarks", "c").substr(0, 1), "1");
  EXPECT_THAT(Edit(R"({"notes":"n"})", {"a", "b"}), IsEmpty());
  EXPECT_EQ(Shown("bookmarks", "a"), after);
}

TEST_F(BulkEdit, MovesBetweenIncidentsAndHunts) {
  EXPECT_THAT(Edit(R"({"addToIncident":"i","addToHunt":"h"})", {"a", "b"}), IsEmpty());
  EXPECT_EQ(Below("incidents/relations", "i"), 2U);
  EXPECT_EQ(Below("hunts/relations", "h"), 2U);
  EXPECT_THAT(Edit(R"({"addToHunt":"h"})", {"a", "c"}), IsEmpty());
  EXPECT_EQ(Below("hunts/relations", "h"), 3U);
  EXPECT_THAT(Edit(R"({"removeFromIncident":"i","addToIncident":"j"})", {"a"}), IsEmpty());
  EXPECT_EQ(Below("incidents/relations", "i"), 1U);
  EXPECT_EQ(Below("incidents/relations", "j"), 1U);
  EXPECT_EQ(Below("bookmarks/relations", "a"), 1U);
  EXPECT_EQ(Shown("incidents", "i").substr(0, 1), "3");
  EXPECT_THAT(Edit(R"({"removeFromHunt":"h"})", {"a", "b", "c"}), IsEmpty());
  EXPECT_EQ(Below("hunts/relations", "h"), 0U);
}

TEST_F(BulkEdit, DeletesAndTouchesAnIncidentOnce) {
  EXPECT_THAT(Edit(R"({"addToIncident":"i"})", {"a", "b", "c"}), IsEmpty());
  EXPECT_THAT(Edit(R"({"delete":true})", {"a", "b"}), IsEmpty());
  EXPECT_EQ(Shown("bookmarks", "a"), "gone");
  EXPECT_EQ(Shown("incidents", "i").substr(0, 1), "3");
}

TEST_F(BulkEdit, DoesNothingIfAnythingIsInTheWay) {
  EXPECT_THAT(Edit(R"({"delete":true})", {"a", "x", "b", "y"}, "b"),
              ElementsAre("x: there is no bookmark 'x'", "b: may not", "y: there is no bookmark 'y'"));
  EXPECT_EQ(Shown("bookmarks", "a").substr(0, 1), "1");
  EXPECT_THAT(Edit(R"({"notes":"n","addToIncident":"none","removeFromHunt":"h"})", {"a"}),
              ElementsAre("none: there is no incident 'none'", "a: it is not in the hunt 'h'"));
  EXPECT_EQ(Shown("bookmarks", "a").substr(0, 1), "1");
}

TEST_F(BulkEdit, RefusesWhatSaysNothingOrTooMuch) {
  EXPECT_THAT(Edit("{}", {"a"}), ElementsAre(testing::HasSubstr("says nothing")));
  EXPECT_THAT(Edit(R"({"delete":true,"notes":"n"})", {"a"}), ElementsAre(testing::HasSubstr("edit.delete")));
  EXPECT_THAT(Edit(R"({"tactics":["Cooking"]})", {"a"}), ElementsAre(testing::HasSubstr("edit.tactics[0]")));
  EXPECT_THAT(Edit(R"({"techniques":["x"]})", {"a"}), ElementsAre(testing::HasSubstr("no technique")));
}

TEST_F(BulkEdit, IncidentsAreMadeOfBookmarks) {
  Put("bookmarks", "early",
      R"({"displayName":"d","query":"T","eventTime":"2026-01-01T00:00:00Z","tactics":["Impact"]})");
  Put("bookmarks", "late", R"({"displayName":"d","query":"T","eventTime":"2026-01-02T00:00:00Z"})");
  MadeCase made;
  ASSERT_TRUE(Do([&](const Cases& cases) -> Status {
    NewCase fresh{json::parse(R"({"title":"case"})").as_object(), {"late", "early", "a"}, "h"};
    TRY(made, MakeCase(cases, ids_, fresh));
    return Ok();
  }));
  EXPECT_EQ(made.number, 1);
  const std::string shown = Shown("incidents", made.name);
  EXPECT_THAT(shown, testing::HasSubstr(R"("firstActivityTimeUtc":"2026-01-01T00:00:00.0000000Z",)"
                                        R"("lastActivityTimeUtc":"2026-01-02T00:00:00.0000000Z")"));
  EXPECT_THAT(shown, testing::HasSubstr(R"("bookmarksCount":3,"commentsCount":0,"alertProductNames":[],)"
                                        R"("tactics":["Impact"])"));
  EXPECT_EQ(Below("hunts/relations", "h"), 1U);
  const Status missing = Do([&](const Cases& cases) -> Status {
    TRY_OK(MakeCase(cases, ids_, {json::parse(R"({"title":"case"})").as_object(), {"none"}, ""}));
    return Ok();
  });
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "there is no bookmark 'none'");
}

}  // namespace
}  // namespace harrier::hunting
