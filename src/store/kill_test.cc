#include <map>

#include <poll.h>

#include "store/store_testing.h"

namespace harrier::store {
namespace {

/// Kills a process that writes, again and again, and looks at what is left.
class KillTest : public StoreTest {
 protected:
  ObjectKey Key(int64_t number) const { return {"w", "things", "", fmt::format("t{}", number % 7)}; }

  /// What the child does: one change after the other, each number written to `out` once it is committed.
  [[noreturn]] void WriteUntilKilled(int out, int64_t number) {
    auto opened = Store::Open(location_, &clock_, &ids_);
    if (!opened) ::_exit(1);
    for (;; ++number) {
      const auto changed = (*opened)->Change(ann_, [&](Transaction& transaction) -> Status {
        const bool remove = number % 5 == 4;
        TRY_OK(transaction.Put(Key(number), std::to_string(number)));
        // Two entries in one transaction: both or none.
        if (remove) TRY_OK(transaction.Delete(Key(number)));
        return Ok();
      });
      if (!changed || ::write(out, &number, sizeof(number)) != sizeof(number)) ::_exit(1);
    }
  }

  /// The numbers that a child acknowledged before it was killed after `milliseconds` of writing.
  std::vector<int64_t> Round(int64_t first, int milliseconds) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) WriteUntilKilled(ends[1], first);
    ::close(ends[1]);
    pollfd ready{ends[0], POLLIN, 0};
    EXPECT_EQ(::poll(&ready, 1, 60'000), 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    std::vector<int64_t> acknowledged;
    for (int64_t number = 0; ::read(ends[0], &number, sizeof(number)) == sizeof(number);)
      acknowledged.push_back(number);
    ::close(ends[0]);
    return acknowledged;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, KillTest, AllDatabases(), DatabaseName);

TEST_P(KillTest, NothingAcknowledgedIsLostAndTheJournalHasNoGaps) {
  int64_t next = 0;
  for (int round = 0; round < 8; ++round) {
    Close();
    for (const int64_t number : Round(next, 5 + 17 * round)) {
      EXPECT_EQ(number, next);
      next = number + 1;
    }
    Open();
    // What was committed and not acknowledged any more may be there too: the child goes on behind it.
    const auto journal = store().Changes(0, 1'000'000);
    ASSERT_TRUE(journal.has_value()) << journal.error().message;
    std::map<std::string, std::string> objects;
    int64_t sequence = 0, numbers = 0;
    std::string correlation;
    for (const store::Change& change : *journal) {
      ASSERT_EQ(change.sequence, ++sequence);
      if (change.kind == ChangeKind::kDelete) {
        EXPECT_EQ(change.correlation, correlation);
        EXPECT_EQ(objects[change.key.name], change.before);
        objects.erase(change.key.name);
        continue;
      }
      EXPECT_EQ(change.after, std::to_string(numbers++));
      correlation = change.correlation;
      objects[change.key.name] = change.after;
    }
    EXPECT_GE(numbers, next);
    EXPECT_LE(numbers, next + 1);
    next = numbers;
    const auto kept = store().Read([](Transaction& transaction) { return transaction.List("w", "things"); });
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(kept->size(), objects.size());
    for (const Object& object : *kept) EXPECT_EQ(objects[object.key.name], object.body);
  }
  EXPECT_GT(next, 8);
}

/// A process that opens the store when told, tells how many things it sees, and closes it again.
class Onlooker {
 public:
  Onlooker(const Location& location, const Clock* clock, Ids* ids) {
    EXPECT_EQ(::pipe(go_), 0);
    child_ = ::fork();
    if (child_ != 0) return;
    char told = 0;
    ::close(go_[1]);
    if (::read(go_[0], &told, 1) != 1) ::_exit(100);
    int seen = 100;
    {
      const auto opened = Store::Open(location, clock, ids);
      if (!opened) ::_exit(100);
      const auto things =
          (*opened)->Read([](Transaction& transaction) { return transaction.List("w", "things"); });
      if (things) seen = static_cast<int>(things->size());
    }
    ::_exit(seen);
  }

  int Look() {
    EXPECT_EQ(::write(go_[1], "!", 1), 1);
    int status = 0;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  int go_[2]{};
  pid_t child_ = -1;
};

TEST_P(KillTest, AnotherProcessMayLookInMeanwhile) {
  Close();
  Onlooker first(location_, &clock_, &ids_), second(location_, &clock_, &ids_);
  Open();
  const auto put = [&](int64_t number) {
    return store().Change(ann_, [&](Transaction& transaction) -> Status {
      TRY_OK(transaction.Put(Key(number), std::to_string(number)));
      return Ok();
    });
  };
  ASSERT_TRUE(put(0));
  // A second connection of this process.
  ASSERT_TRUE(store().Read([](Transaction& transaction) { return transaction.List("w", "things"); }));
  EXPECT_EQ(first.Look(), 1);
  // What is written after the other one has closed its files must be where everybody finds it.
  const Status after = put(1);
  EXPECT_TRUE(after) << after.error().message;
  EXPECT_EQ(second.Look(), 2);
}

}  // namespace
}  // namespace harrier::store
