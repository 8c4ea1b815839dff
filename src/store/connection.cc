#include "store/connection.h"

#include <deque>
#include <unordered_map>

#include <fcntl.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

namespace harrier::store {
namespace {

/// How long SQLite waits for another process that writes.
constexpr int kBusyMilliseconds = 10'000;

/// SQLite makes its files with the umask's rights; hashes of secrets are for the owner only. A file that is
/// there must not be opened here: closing it would end all locks that this process has on it (POSIX), and
/// another process that closes the store after that removes the log that ours still writes.
Status MakeFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return Ok();
  }
  if (errno == EEXIST && ::access(path.c_str(), R_OK | W_OK) == 0) return Ok();
  return Fail(ErrorCode::kIo, "cannot open the metadata store {}: {}", path, std::strerror(errno));
}

/// A variable that SOCI binds or fills.
struct Slot {
  bool integer = false;
  long long number = 0;
  std::string text;
  soci::indicator state = soci::i_ok;

  void Set(const Cell& cell) {
    state = std::holds_alternative<std::monostate>(cell) ? soci::i_null : soci::i_ok;
    if (const auto* value = std::get_if<int64_t>(&cell)) number = *value;
    if (const auto* value = std::get_if<std::string>(&cell)) text = *value;
  }
  Cell Get() const {
    if (state == soci::i_null) return {};
    if (integer) return int64_t{number};
    return text;
  }
};

struct Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}
  std::deque<Slot> in, out;  // SOCI keeps their addresses
  soci::statement statement;
};

tl::unexpected<Error> Failure(const soci::soci_error& error) {
  const std::string message = error.get_error_message();
  const bool busy = message.find("locked") != std::string::npos || message.find("busy") != std::string::npos;
  return Fail(busy ? ErrorCode::kBusy : ErrorCode::kIo, "metadata store: {}",
              message.substr(0, message.find('\n')));
}

}  // namespace

struct Connection::Impl {
  soci::session session;
  bool postgres = false;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared;

  Prepared& Prepare(const Statement& statement, std::span<const Cell> cells) {
    std::string key(statement.sql);
    for (const Cell& cell : cells) key += std::holds_alternative<int64_t>(cell) ? 'i' : 't';
    std::unique_ptr<Prepared>& slot = prepared[key];
    if (slot) return *slot;
    auto made = std::make_unique<Prepared>(session);
    for (const char type : statement.columns) {
      Slot& out = made->out.emplace_back();
      out.integer = type == 'i';
      if (out.integer) made->statement.exchange(soci::into(out.number, out.state));
      if (!out.integer) made->statement.exchange(soci::into(out.text, out.state));
    }
    for (const Cell& cell : cells) {
      Slot& in = made->in.emplace_back();
      in.integer = std::holds_alternative<int64_t>(cell);
      if (in.integer) made->statement.exchange(soci::use(in.number, in.state));
      if (!in.integer) made->statement.exchange(soci::use(in.text, in.state));
    }
    made->statement.alloc();
    made->statement.prepare(std::string(statement.sql));
    made->statement.define_and_bind();
    slot = std::move(made);
    return *slot;
  }

  /// A statement that failed is not used again: its state in the library is not known.
  void Forget(const Statement& statement) {
    std::erase_if(prepared, [&](const auto& entry) { return entry.first.starts_with(statement.sql); });
  }
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::Open(const Location& location) {
  auto impl = std::make_unique<Impl>();
  impl->postgres = location.kind == Location::Kind::kPostgres;
  std::unique_ptr<Connection> connection(new Connection(std::move(impl)));
  try {
    if (connection->impl_->postgres) {
      connection->impl_->session.open(soci::postgresql, location.text);
      TRY_OK(connection->Execute("SET client_min_messages TO warning"));
      TRY_OK(connection->Execute("SET client_encoding TO 'UTF8'"));
      TRY_OK(connection->Execute("SET synchronous_commit TO on"));
      return connection;
    }
    if (location.text.find('"') != std::string::npos)
      return Fail(ErrorCode::kInvalid, "the path of a metadata store cannot hold a quote: {}", location.text);
    TRY_OK(MakeFile(location.text));
    connection->impl_->session.open(soci::sqlite3, fmt::format("db=\"{}\"", location.text));
    TRY_OK(connection->Execute(fmt::format("PRAGMA busy_timeout={}", kBusyMilliseconds)));
    TRY_OK(connection->Execute("PRAGMA journal_mode=WAL"));
    TRY_OK(connection->Execute("PRAGMA synchronous=FULL"));
    TRY_OK(connection->Execute("PRAGMA foreign_keys=ON"));
    return connection;
  } catch (const soci::soci_error& error) {
    return Failure(error);
  }
}

Result<std::vector<Row>> Connection::Query(const Statement& statement, std::span<const Cell> cells) {
  try {
    Prepared& prepared = impl_->Prepare(statement, cells);
    for (size_t i = 0; i < cells.size(); ++i) prepared.in[i].Set(cells[i]);
    std::vector<Row> rows;
    for (bool more = prepared.statement.execute(true); more; more = prepared.statement.fetch()) {
      Row& row = rows.emplace_back();
      row.reserve(prepared.out.size());
      for (const Slot& out : prepared.out) row.push_back(out.Get());
    }
    return rows;
  } catch (const soci::soci_error& error) {
    impl_->Forget(statement);
    return Failure(error);
  }
}

Result<int64_t> Connection::Run(std::string_view sql, std::span<const Cell> cells) {
  const Statement statement{sql, ""};
  try {
    Prepared& prepared = impl_->Prepare(statement, cells);
    for (size_t i = 0; i < cells.size(); ++i) prepared.in[i].Set(cells[i]);
    prepared.statement.execute(true);
    return int64_t{prepared.statement.get_affected_rows()};
  } catch (const soci::soci_error& error) {
    impl_->Forget(statement);
    return Failure(error);
  }
}

Status Connection::Execute(std::string_view sql) {
  try {
    impl_->session << std::string(sql);
    return Ok();
  } catch (const soci::soci_error& error) {
    return Failure(error);
  }
}

bool Connection::usable() const {
  if (!impl_->postgres) return true;
  const auto* backend = static_cast<const soci::postgresql_session_backend*>(impl_->session.get_backend());
  return PQstatus(backend->conn_) == CONNECTION_OK;
}

}  // namespace harrier::store
