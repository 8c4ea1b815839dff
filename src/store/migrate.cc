#include "store/migrate.h"

#include "store/migrations/migration.h"

namespace harrier::store {
namespace migrations {
#define HARRIER_MIGRATION(name) Migration name();
#include "store/migrations/all.inc"
#undef HARRIER_MIGRATION
}  // namespace migrations

namespace {

std::vector<Migration> AllMigrations() {
  return {
#define HARRIER_MIGRATION(name) migrations::name(),
#include "store/migrations/all.inc"
#undef HARRIER_MIGRATION
  };
}

constexpr std::string_view kVersions =
    "CREATE TABLE IF NOT EXISTS schema_version (version {int} PRIMARY KEY, name {text} NOT NULL, applied "
    "{int} "
    "NOT NULL){strict}";
constexpr Statement kLatest{"SELECT version, name FROM schema_version ORDER BY version DESC LIMIT 1", "it"};
constexpr std::string_view kInsert =
    "INSERT INTO schema_version (version, name, applied) VALUES (:version, :name, :applied)";

std::string InDialect(std::string_view sql, Location::Kind kind) {
  const bool sqlite = kind == Location::Kind::kSqlite;
  const std::pair<std::string_view, std::string_view> words[] = {
      {"{int}", sqlite ? "INTEGER" : "BIGINT"},
      {"{text}", sqlite ? "TEXT" : "TEXT COLLATE \"C\""},
      {"{strict}", sqlite ? " STRICT" : ""},
  };
  std::string out(sql);
  for (const auto& [word, replacement] : words) {
    for (size_t at = 0; (at = out.find(word, at)) != std::string::npos; at += replacement.size())
      out.replace(at, word.size(), replacement);
  }
  return out;
}

/// Applies the step after the latest; false if there is none.
Result<bool> ApplyNext(Connection& connection, Location::Kind kind, int64_t now) {
  const std::vector<Migration> all = AllMigrations();
  TRY(const auto latest, connection.Query(kLatest));
  const int64_t done = latest.empty() ? 0 : Integer(latest[0][0]);
  if (done > static_cast<int64_t>(all.size()))
    return Fail(
        ErrorCode::kInvalid,
        "the metadata store was written by a newer Harrier (its schema is {}, '{}'; this one knows {}, "
        "'{}'): use that one",
        done, Text(latest[0][1]), all.back().version, all.back().name);
  if (done == static_cast<int64_t>(all.size())) return false;
  const Migration& next = all[static_cast<size_t>(done)];
  HARRIER_CHECK(next.version == done + 1);
  for (const std::string_view statement : next.statements)
    TRY_OK(connection.Execute(InDialect(statement, kind)));
  TRY_OK(connection.Run(kInsert, {int64_t{next.version}, std::string(next.name), now}));
  return true;
}

}  // namespace

Status Migrate(Database& database, int64_t now) {
  const Location::Kind kind = database.kind();
  TRY_OK(
      database.Write([&](Connection& connection) { return connection.Execute(InDialect(kVersions, kind)); }));
  for (bool more = true; more;) {
    TRY_OK(database.Write([&](Connection& connection) -> Status {
      TRY(more, ApplyNext(connection, kind, now));
      return Ok();
    }));
  }
  return Ok();
}

}  // namespace harrier::store
