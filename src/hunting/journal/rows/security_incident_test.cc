#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "base/ticks.h"
#include "hunting/journal/log_batches.h"
#include "hunting/journal/log_row.h"
#include "query/service_testing.h"

namespace harrier::hunting {
namespace {

using testing::StartsWith;

class IncidentRows : public query::ServiceTest {
 protected:
  static constexpr const char* kIncident =
      R"({"title":"t","severity":"High","status":"Active","labels":[{"labelName":"l","labelType":"User"}],
          "owner":{"assignedTo":"ann"},"incidentNumber":7,"providerName":"Azure Sentinel",
          "additionalData":{"alertsCount":1,"bookmarksCount":1,"commentsCount":2}})";

  void Below(const std::string& kind, const std::string& name, store::ChangeKind change, std::string after) {
    store::Change& one = below_.emplace_back();
    one.sequence = static_cast<int64_t>(below_.size());
    one.time = clock_.Now() + one.sequence * kTicksPerSecond;
    one.actor.name = "ann";
    one.key = {"w-1", "incidents/" + kind, "i-1", name};
    one.object_id = kind + name;
    one.kind = change;
    one.after = std::move(after);
  }
  void Relate(const std::string& name, const std::string& target, const std::string& more = "") {
    Below(
        "relations", name, store::ChangeKind::kCreate,
        R"({"relatedResourceId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/)"
        R"(workspaces/w/providers/Microsoft.SecurityInsights/)" +
            target + '"' + more + '}');
  }
  /// The bytes of the row's texts.
  size_t Write(store::ChangeKind kind = store::ChangeKind::kUpdate, std::string incident = kIncident) {
    store::Change creation;
    creation.key = {"w-1", "incidents", "", "i-1"};
    creation.time = clock_.Now();
    store::Change change = creation;
    change.actor.name = "bob";
    change.kind = kind;
    change.time = clock_.Now() + 100 * kTicksPerSecond;
    (kind == store::ChangeKind::kDelete ? change.before : change.after) = std::move(incident);
    const std::vector<LogRow> rows = rows::SecurityIncident().make({change, creation, "/p", below_});
    EXPECT_EQ(rows.size(), 1U);
    const Status done = AppendRows(database_->storage(), rows, std::to_string(++written_), change.time);
    EXPECT_TRUE(done.has_value()) << done.error().message;
    size_t bytes = 0;
    for (const auto& [name, value] : rows.at(0).cells) {
      const bool text = value.type() == Type::kString || value.type() == Type::kDynamic;
      bytes += text && !value.is_null() ? value.text().size() : 8;
    }
    return bytes;
  }
  std::string Tell(const std::string& what) {
    return Ask("SecurityIncident | project strcat(" + what + ")").first;
  }

  std::vector<store::Change> below_;
  int written_ = 0;
};

TEST_F(IncidentRows, TellTheIncidentAndItsParts) {
  using enum store::ChangeKind;
  Below("comments", "c-1", kCreate, R"({"message":"first"})");
  Below("comments", "c-2", kCreate, R"({"message":"second"})");
  Below("comments", "c-1", kUpdate, R"({"message":"changed"})");
  Below("comments", "c-2", kDelete, "");
  Below("tasks", "t-1", kCreate, R"({"title":"look","status":"New"})");
  Relate("r-1", "bookmarks/b-1");
  Relate("r-2", "bookmarks/b-1");
  Relate("r-3", "bookmarks/b-2", R"(,"relatedResourceDeleted":true)");
  Relate("r-4", "entities/a-1");
  Write();
  EXPECT_EQ(
      Tell("IncidentNumber, '|', Title, '|', Severity, '|', Status, '|', Owner.assignedTo, '|', ModifiedBy, "
           "'|', Labels[0].labelName, '|', AdditionalData.commentsCount, '|', IncidentUrl"),
      "7|t|High|Active|ann|bob|l|2|/p/incidents/i-1");
  EXPECT_EQ(Tell("BookmarkIds, AlertIds, Tasks[0].title, array_length(Comments), Comments[0].message, "
                 "Comments[0].author.name"),
            R"(["b-1"]["a-1"]look1changedann)");
}

TEST_F(IncidentRows, ADeletedOneSaysSo) {
  Write(store::ChangeKind::kDelete);
  EXPECT_EQ(Tell("Status, '|', Title"), "Deleted|t");
}

TEST_F(IncidentRows, CutTheOldestCommentsToFit) {
  for (int i = 1; i <= 100; ++i)
    Below("comments", fmt::format("c-{}", i), store::ChangeKind::kCreate,
          fmt::format(R"({{"message":"{} {}"}})", i, std::string(1000, 'x')));
  EXPECT_LE(Write(), 64U * 1024);
  EXPECT_THAT(Tell("Comments[-1].message"), StartsWith("100 "));
  EXPECT_EQ(Tell("array_length(Comments) between (50 .. 60)"), "true");
}

TEST_F(IncidentRows, FitWhateverThereIs) {
  const std::string much(200'000, 'y');
  for (int i = 0; i < 3000; ++i) Relate(fmt::format("r-{}", i), fmt::format("bookmarks/{}-{:036}", i, i));
  Below("comments", "c", store::ChangeKind::kCreate, R"({"message":"last"})");
  Below("tasks", "t", store::ChangeKind::kCreate, R"({"title":")" + much + "\"}");
  const size_t bytes = Write(store::ChangeKind::kUpdate,
                             R"({"title":")" + much + R"(","classificationComment":")" + much + "é\"}");
  EXPECT_LE(bytes, 64U * 1024);
  EXPECT_GE(bytes, 60U * 1024);
}

}  // namespace
}  // namespace harrier::hunting
