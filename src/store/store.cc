#include "store/store.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "store/database.h"
#include "store/journal.h"
#include "store/migrate.h"
#include "store/sql_transaction.h"

namespace harrier::store {
namespace {

constexpr Statement kPosition{"SELECT sequence FROM positions WHERE consumer = :consumer", "i"};
constexpr std::string_view kSetPosition =
    "INSERT INTO positions (consumer, sequence) VALUES (:consumer, :sequence) "
    "ON CONFLICT (consumer) DO UPDATE SET sequence = excluded.sequence";

}  // namespace

class Store::Impl {
 public:
  Impl(std::unique_ptr<Database> data, const Clock* time, Ids* id_source)
      : database(std::move(data)),
        clock(time),
        ids(id_source),
        credentials(*database),
        sessions(*database),
        hunting_runs(*database),
        hunting_results(*database) {}

  std::unique_ptr<Database> database;
  const Clock* clock;
  Ids* ids;
  Credentials credentials;
  Sessions sessions;
  HuntingRuns hunting_runs;
  HuntingResults hunting_results;

  std::mutex mutex;
  std::condition_variable_any committed;
  int64_t last_sequence = 0;  // the last one known to this process

  Result<int64_t> Last() {
    int64_t last = 0;
    TRY_OK(database->Read([&](Connection& connection) -> Status {
      TRY(last, store::LastSequence(connection));
      return Ok();
    }));
    return last;
  }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Open(const Location& location, const Clock* clock, Ids* ids) {
  TRY(auto database, Database::Open(location));
  TRY_OK(Migrate(*database, clock->Now()));
  auto impl = std::make_unique<Impl>(std::move(database), clock, ids);
  TRY(impl->last_sequence, impl->Last());
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Status Store::RunRead(const std::function<Status(Transaction&)>& fn) {
  return impl_->database->Read([&](Connection& connection) {
    SqlTransaction transaction(connection, nullptr);
    return fn(transaction);
  });
}

Status Store::Change(const Actor& actor, const std::function<Status(Transaction&)>& fn, std::string reason) {
  int64_t last = 0;
  TRY_OK(impl_->database->Write([&](Connection& connection) -> Status {
    const Writing writing{actor, reason, impl_->clock->Now(), *impl_->ids};
    SqlTransaction transaction(connection, &writing);
    TRY_OK(fn(transaction));
    last = transaction.last_sequence();
    return Ok();
  }));
  if (last == 0) return Ok();
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->last_sequence = std::max(impl_->last_sequence, last);
  }
  impl_->committed.notify_all();
  return Ok();
}

Result<std::vector<store::Change>> Store::Changes(int64_t after, size_t limit) {
  std::vector<store::Change> changes;
  TRY_OK(impl_->database->Read([&](Connection& connection) -> Status {
    TRY(changes, ReadChanges(connection, after, limit));
    return Ok();
  }));
  return changes;
}

Result<std::vector<store::Change>> Store::History(const ObjectKey& key) {
  std::vector<store::Change> changes;
  TRY_OK(impl_->database->Read([&](Connection& connection) -> Status {
    TRY(changes, ReadHistory(connection, key));
    return Ok();
  }));
  return changes;
}

Result<std::vector<store::Change>> Store::ChangesBelow(std::string_view workspace, std::string_view kind,
                                                       std::string_view parent, int64_t until) {
  std::vector<store::Change> changes;
  TRY_OK(impl_->database->Read([&](Connection& connection) -> Status {
    TRY(changes, ReadChangesBelow(connection, workspace, kind, parent, until));
    return Ok();
  }));
  return changes;
}

Result<std::optional<store::Change>> Store::Creation(const ObjectKey& key, std::string_view object_id) {
  std::optional<store::Change> creation;
  TRY_OK(impl_->database->Read([&](Connection& connection) -> Status {
    TRY(creation, ReadCreation(connection, key, object_id));
    return Ok();
  }));
  return creation;
}

Result<bool> Store::WaitForChanges(int64_t after, std::stop_token stop, int64_t timeout_ns) {
  {
    std::unique_lock lock(impl_->mutex);
    if (impl_->committed.wait_for(lock, stop, std::chrono::nanoseconds(timeout_ns),
                                  [&] { return impl_->last_sequence > after; }))
      return true;
  }
  if (stop.stop_requested()) return false;
  TRY(const int64_t last, impl_->Last());
  const std::lock_guard lock(impl_->mutex);
  impl_->last_sequence = std::max(impl_->last_sequence, last);
  return last > after;
}

Result<int64_t> Store::LastSequence() {
  return impl_->Last();
}

Result<int64_t> Store::Position(std::string_view consumer) {
  int64_t position = 0;
  TRY_OK(impl_->database->Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kPosition, {std::string(consumer)}));
    if (!rows.empty()) position = Integer(rows[0][0]);
    return Ok();
  }));
  return position;
}

Status Store::SetPosition(std::string_view consumer, int64_t sequence) {
  TRY_OK(impl_->database->WriteOne(kSetPosition, {std::string(consumer), sequence}));
  return Ok();
}

Credentials& Store::credentials() {
  return impl_->credentials;
}
Sessions& Store::sessions() {
  return impl_->sessions;
}
HuntingRuns& Store::hunting_runs() {
  return impl_->hunting_runs;
}

HuntingResults& Store::hunting_results() {
  return impl_->hunting_results;
}

}  // namespace harrier::store
