#include "store/credentials.h"

#include "store/database.h"

namespace harrier::store {
namespace {

constexpr std::string_view kPut =
    "INSERT INTO credentials (id, principal, kind, hash, created, expires) "
    "VALUES (:id, :principal, :kind, :hash, :created, :expires) "
    "ON CONFLICT (id) DO UPDATE SET principal = excluded.principal, kind = excluded.kind, hash = "
    "excluded.hash, "
    "created = excluded.created, expires = excluded.expires";
constexpr Statement kList{
    "SELECT id, principal, kind, hash, created, expires FROM credentials WHERE principal = :principal "
    "ORDER BY created, id",
    "ttttii"};
constexpr std::string_view kDelete = "DELETE FROM credentials WHERE id = :id";
constexpr std::string_view kDeleteOf = "DELETE FROM credentials WHERE principal = :principal";

}  // namespace

Status Credentials::Put(const Credential& credential) {
  TRY_OK(database_.WriteOne(kPut, {credential.id, credential.principal, credential.kind, credential.hash,
                                   credential.created, OptionalCell(credential.expires)}));
  return Ok();
}

Result<std::vector<Credential>> Credentials::List(std::string_view principal, std::string_view kind) {
  std::vector<Credential> found;
  TRY_OK(database_.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kList, {std::string(principal)}));
    for (const Row& row : rows) {
      Credential credential{Text(row[1]), Text(row[0]),    Text(row[2]),
                            Text(row[3]), Integer(row[4]), OptionalInteger(row[5])};
      if (kind.empty() || credential.kind == kind) found.push_back(std::move(credential));
    }
    return Ok();
  }));
  return found;
}

Result<bool> Credentials::Delete(std::string_view id) {
  TRY(const int64_t deleted, database_.WriteOne(kDelete, {std::string(id)}));
  return deleted > 0;
}

Result<int64_t> Credentials::DeleteOf(std::string_view principal) {
  return database_.WriteOne(kDeleteOf, {std::string(principal)});
}

}  // namespace harrier::store
