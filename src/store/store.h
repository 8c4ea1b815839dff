#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/ids.h"
#include "store/credentials.h"
#include "store/hunting_results.h"
#include "store/hunting_runs.h"
#include "store/location.h"
#include "store/object.h"
#include "store/sessions.h"
#include "store/transaction.h"

namespace harrier::store {

/// The hunting objects, their journal, and the secrets of those who may see them. One change at a time, all
/// or nothing, on disk when it returns. Safe for use by several threads; several processes may share one.
class Store {
 public:
  /// Makes what is missing. A store that was written by a newer program is refused (kInvalid). `clock` and
  /// `ids` must live longer.
  static Result<std::unique_ptr<Store>> Open(const Location& location, const Clock* clock, Ids* ids);
  ~Store();

  /// Runs `fn` (Transaction& → Result<T>) on one consistent state; its writes fail.
  template <typename F>
  auto Read(F&& fn) -> std::invoke_result_t<F, Transaction&> {
    std::optional<std::invoke_result_t<F, Transaction&>> result;
    TRY_OK(RunRead([&](Transaction& transaction) -> Status {
      result.emplace(fn(transaction));
      return Ok();
    }));
    return std::move(*result);
  }
  /// Runs `fn`; what it changed is committed if it returns Ok, else nothing is changed and its error comes
  /// back. No other change may be begun inside.
  Status Change(const Actor& actor, const std::function<Status(Transaction&)>& fn, std::string reason = {});

  /// Entries of the journal with a greater sequence than `after`, in the order of commit.
  Result<std::vector<store::Change>> Changes(int64_t after, size_t limit);
  /// All entries of an object's key, oldest first; of a deleted one too.
  Result<std::vector<store::Change>> History(const ObjectKey& key);
  /// All entries of the objects of a kind below a parent, as far as the entry `until`, in the order of
  /// commit.
  Result<std::vector<store::Change>> ChangesBelow(std::string_view workspace, std::string_view kind,
                                                  std::string_view parent, int64_t until);
  /// The entry that made an object (its key and id as in a later entry); nullopt if there is none.
  Result<std::optional<store::Change>> Creation(const ObjectKey& key, std::string_view object_id);
  /// The sequence of the journal's newest entry; 0 if there is none.
  Result<int64_t> LastSequence();
  /// Waits until there is an entry after `after`: true. False at the timeout or when stopped. What another
  /// process commits is seen when the timeout ends.
  Result<bool> WaitForChanges(int64_t after, std::stop_token stop, int64_t timeout_ns);

  /// How far a consumer of the journal has come; 0 at first.
  Result<int64_t> Position(std::string_view consumer);
  Status SetPosition(std::string_view consumer, int64_t sequence);

  Credentials& credentials();
  Sessions& sessions();
  HuntingRuns& hunting_runs();
  HuntingResults& hunting_results();

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  Status RunRead(const std::function<Status(Transaction&)>& fn);

  std::unique_ptr<Impl> impl_;
};

}  // namespace harrier::store
