#include "store/hunting_runs.h"

#include <gmock/gmock.h>

#include "store/store_testing.h"

namespace harrier::store {
namespace {

using testing::ElementsAre;

class HuntingRunsTest : public StoreTest {
 protected:
  static std::vector<std::string> Ids(const Result<std::vector<HuntingRun>>& runs) {
    std::vector<std::string> ids;
    if (!runs) return {runs.error().message};
    for (const HuntingRun& run : *runs) ids.push_back(run.id);
    return ids;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, HuntingRunsTest, AllDatabases(), DatabaseName);

TEST_P(HuntingRunsTest, RunsAreFoundByQueryTimeAndBatch) {
  HuntingRuns& runs = store().hunting_runs();
  std::vector<HuntingRun> added(4);
  for (size_t i = 0; i < added.size(); ++i) {
    added[i].id = fmt::format("r{}", i);
    added[i].batch = i < 2 ? "first" : "second";
    added[i].workspace = i == 3 ? "other" : "W-1";
    added[i].query = i == 1 ? "q2" : "q1";
    added[i].started = static_cast<int64_t>(100 * (i + 1));
  }
  added[0].query_version = 7;
  added[0].parameters = R"({"who":"alice"})";
  added[0].kind = HuntingRun::Kind::kPrevious;
  added[0].window_from = 10;
  added[0].window_to = 20;
  added[0].rows = 0;
  added[0].duration_ns = 1'500'000'000'000;
  added[0].bytes = int64_t{1} << 40;
  added[2].status = HuntingRun::Status::kFailed;
  added[2].error = "the table 'X' is not known";
  added[2].user = "ann";
  ASSERT_TRUE(runs.Add(added));

  EXPECT_THAT(Ids(runs.OfQuery("w-1", "q1", 0)), ElementsAre("r0", "r2"));
  EXPECT_THAT(Ids(runs.OfQuery("w-1", "q1", 101)), ElementsAre("r2"));
  EXPECT_THAT(Ids(runs.OfWorkspace("w-1", 200)), ElementsAre("r1", "r2"));
  EXPECT_THAT(Ids(runs.OfBatch("w-1", "first")), ElementsAre("r0", "r1"));
  EXPECT_THAT(Ids(runs.OfBatch("other", "first")), ElementsAre());

  const auto read = runs.OfQuery("W-1", "q1", 0);
  ASSERT_TRUE(read.has_value());
  const HuntingRun& first = read->at(0);
  EXPECT_EQ(first.query_version, 7);
  EXPECT_EQ(first.parameters, added[0].parameters);
  EXPECT_EQ(first.kind, HuntingRun::Kind::kPrevious);
  EXPECT_EQ(first.window_from, 10);
  EXPECT_EQ(first.window_to, 20);
  EXPECT_EQ(first.rows, 0);
  EXPECT_EQ(first.duration_ns, 1'500'000'000'000);
  EXPECT_EQ(first.bytes, int64_t{1} << 40);
  EXPECT_EQ(first.status, HuntingRun::Status::kDone);
  const HuntingRun& last = read->at(1);
  EXPECT_EQ(last.rows, std::nullopt);
  EXPECT_EQ(last.status, HuntingRun::Status::kFailed);
  EXPECT_EQ(last.error, "the table 'X' is not known");
  EXPECT_EQ(last.user, "ann");

  EXPECT_EQ(runs.Prune(300).value(), 2);
  EXPECT_THAT(Ids(runs.OfWorkspace("w-1", 0)), ElementsAre("r2"));
}

TEST_P(HuntingRunsTest, ABatchGoesInWholeOrNotAtAll) {
  HuntingRuns& runs = store().hunting_runs();
  std::vector<HuntingRun> added(2);
  added[0].id = added[1].id = "same";
  EXPECT_FALSE(runs.Add(added));
  EXPECT_THAT(Ids(runs.OfWorkspace("", 0)), ElementsAre());
}

}  // namespace
}  // namespace harrier::store
