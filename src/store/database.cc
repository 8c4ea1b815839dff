#include "store/database.h"

namespace harrier::store {
namespace {

/// Connections that wait for a reader; more are made while they are needed.
constexpr size_t kMostIdle = 8;
/// Names our lock among a PostgreSQL database's advisory locks: "harrier" in ASCII.
constexpr std::string_view kTakeWriteLock = "SELECT pg_advisory_xact_lock(29380541751584114)";

/// Rolls back unless told that the transaction has ended; a connection whose state is not known is dropped.
class OpenTransaction {
 public:
  explicit OpenTransaction(std::unique_ptr<Connection>& connection) : connection_(connection) {}
  ~OpenTransaction() {
    if (ended_) return;
    if (!connection_->Execute("ROLLBACK")) connection_.reset();
  }
  OpenTransaction(const OpenTransaction&) = delete;
  OpenTransaction& operator=(const OpenTransaction&) = delete;

  Status Commit() {
    TRY_OK(connection_->Execute("COMMIT"));
    ended_ = true;
    return Ok();
  }

 private:
  std::unique_ptr<Connection>& connection_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const Location& location) {
  std::unique_ptr<Database> database(new Database(location));
  TRY(database->writer_, Connection::Open(location));
  return database;
}

Status Database::Begin(std::unique_ptr<Connection>& connection, std::string_view statement) {
  for (int attempt = 0;; ++attempt) {
    if (!connection) {
      TRY(connection, Connection::Open(location_));
    }
    auto begun = connection->Execute(statement);
    if (begun) return begun;
    if (connection->usable()) return begun;
    connection.reset();
    if (attempt > 0) return begun;
  }
}

Status Database::Write(const std::function<Status(Connection&)>& fn) {
  HARRIER_CHECK(writing_.load() != std::this_thread::get_id());
  const std::lock_guard lock(write_mutex_);
  const bool sqlite = kind() == Location::Kind::kSqlite;
  TRY_OK(Begin(writer_, sqlite ? "BEGIN IMMEDIATE" : "BEGIN"));
  OpenTransaction transaction(writer_);
  if (!sqlite) TRY_OK(writer_->Execute(kTakeWriteLock));
  struct Writing {
    std::atomic<std::thread::id>& thread;
    ~Writing() { thread.store({}); }
  } const writing{writing_};
  writing_.store(std::this_thread::get_id());
  TRY_OK(fn(*writer_));
  return transaction.Commit();
}

Result<int64_t> Database::WriteOne(std::string_view sql, std::initializer_list<Cell> cells) {
  int64_t changed = 0;
  TRY_OK(Write([&](Connection& connection) -> Status {
    TRY(changed, connection.Run(sql, cells));
    return Ok();
  }));
  return changed;
}

Status Database::Read(const std::function<Status(Connection&)>& fn) {
  std::unique_ptr<Connection> reader;
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      reader = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  struct Return {
    Database& database;
    std::unique_ptr<Connection>& reader;
    ~Return() {
      const std::lock_guard lock(database.readers_mutex_);
      if (reader && database.readers_.size() < kMostIdle) database.readers_.push_back(std::move(reader));
    }
  } const give_back{*this, reader};
  TRY_OK(Begin(reader, kind() == Location::Kind::kSqlite
                           ? "BEGIN"
                           : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  OpenTransaction transaction(reader);
  TRY_OK(fn(*reader));
  return transaction.Commit();
}

}  // namespace harrier::store
