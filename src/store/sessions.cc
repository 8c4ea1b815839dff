#include "store/sessions.h"

#include "store/database.h"

namespace harrier::store {
namespace {

constexpr std::string_view kAdd =
    "INSERT INTO sessions (token_hash, principal, csrf_hash, created, expires, last_seen) "
    "VALUES (:token_hash, :principal, :csrf_hash, :created, :expires, :last_seen) ON CONFLICT DO NOTHING";
constexpr Statement kFind{
    "SELECT token_hash, principal, csrf_hash, created, expires, last_seen FROM sessions "
    "WHERE token_hash = :token_hash",
    "tttiii"};
constexpr std::string_view kTouch =
    "UPDATE sessions SET last_seen = :last_seen, expires = :expires WHERE token_hash = :token_hash";
constexpr std::string_view kDelete = "DELETE FROM sessions WHERE token_hash = :token_hash";
constexpr std::string_view kDeleteOf = "DELETE FROM sessions WHERE principal = :principal";
constexpr std::string_view kDeleteExpired = "DELETE FROM sessions WHERE expires <= :now";

}  // namespace

Status Sessions::Add(const Session& session) {
  TRY(const int64_t added, database_.WriteOne(kAdd, {session.token_hash, session.principal, session.csrf_hash,
                                                     session.created, session.expires, session.last_seen}));
  if (added == 0) return Fail(ErrorCode::kConflict, "there is a session with this token");
  return Ok();
}

Result<std::optional<Session>> Sessions::Find(std::string_view token_hash) {
  std::optional<Session> found;
  TRY_OK(database_.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kFind, {std::string(token_hash)}));
    for (const Row& row : rows)
      found = Session{Text(row[0]),    Text(row[1]),    Text(row[2]),
                      Integer(row[3]), Integer(row[4]), Integer(row[5])};
    return Ok();
  }));
  return found;
}

Result<bool> Sessions::Touch(std::string_view token_hash, int64_t last_seen, int64_t expires) {
  TRY(const int64_t changed, database_.WriteOne(kTouch, {last_seen, expires, std::string(token_hash)}));
  return changed > 0;
}

Result<bool> Sessions::Delete(std::string_view token_hash) {
  TRY(const int64_t deleted, database_.WriteOne(kDelete, {std::string(token_hash)}));
  return deleted > 0;
}

Result<int64_t> Sessions::DeleteOf(std::string_view principal) {
  return database_.WriteOne(kDeleteOf, {std::string(principal)});
}

Result<int64_t> Sessions::DeleteExpired(int64_t now) {
  return database_.WriteOne(kDeleteExpired, {now});
}

}  // namespace harrier::store
