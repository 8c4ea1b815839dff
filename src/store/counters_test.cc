#include <gmock/gmock.h>

#include "store/store_testing.h"

namespace harrier::store {
namespace {

using testing::ElementsAre;

class CountersTest : public StoreTest {
 protected:
  /// The counter's next number, in a transaction that is kept or given up.
  int64_t Next(const std::string& workspace, bool keep = true) {
    int64_t number = 0;
    const Status changed = store().Change(ann_, [&](Transaction& transaction) -> Status {
      TRY(number, transaction.NextNumber(workspace, "incidents"));
      TRY_OK(transaction.Put({workspace, "incidents", "", std::to_string(number)}, "{}"));
      if (!keep) return Fail(ErrorCode::kInvalid, "given up");
      return Ok();
    });
    EXPECT_EQ(changed.has_value(), keep);
    return number;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CountersTest, AllDatabases(), DatabaseName);

TEST_P(CountersTest, CountUpWithoutGapsAndApart) {
  EXPECT_EQ(Next("w1"), 1);
  EXPECT_EQ(Next("w1", false), 2);
  EXPECT_EQ(Next("w1"), 2);
  EXPECT_EQ(Next("w2"), 1);
  EXPECT_EQ(Next("W1"), 3);
}

TEST_P(CountersTest, ReadsCannotCount) {
  const auto number =
      store().Read([](Transaction& transaction) { return transaction.NextNumber("w", "incidents"); });
  EXPECT_FALSE(number.has_value());
}

TEST_P(CountersTest, ChangesBelowAParentEndWhereAsked) {
  const auto put = [&](const std::string& kind, const std::string& parent, const std::string& body) {
    ASSERT_TRUE(store().Change(ann_, [&](Transaction& transaction) -> Status {
      TRY_OK(transaction.Put({"w", kind, parent, "n"}, body));
      return Ok();
    }));
  };
  put("incidents/tasks", "I", "1");
  put("incidents/tasks", "other", "2");
  put("incidents/comments", "i", "3");
  put("incidents/tasks", "i", "4");
  put("incidents/tasks", "i", "5");
  std::vector<std::string> bodies;
  const auto changes = store().ChangesBelow("W", "incidents/tasks", "i", 4);
  ASSERT_TRUE(changes.has_value());
  for (const auto& change : *changes) bodies.push_back(change.after);
  EXPECT_THAT(bodies, ElementsAre("1", "4"));
}

}  // namespace
}  // namespace harrier::store
