#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE credentials (
         id {text} PRIMARY KEY,
         principal {text} NOT NULL,
         kind {text} NOT NULL,
         hash {text} NOT NULL,
         created {int} NOT NULL,
         expires {int}
       ){strict})",
    "CREATE INDEX credentials_by_principal ON credentials (principal, created)",
    R"(CREATE TABLE sessions (
         token_hash {text} PRIMARY KEY,
         principal {text} NOT NULL,
         csrf_hash {text} NOT NULL,
         created {int} NOT NULL,
         expires {int} NOT NULL,
         last_seen {int} NOT NULL
       ){strict})",
    "CREATE INDEX sessions_by_principal ON sessions (principal)",
    "CREATE INDEX sessions_by_end ON sessions (expires)",
};

}  // namespace

Migration Secrets() {
  return {2, "secrets", kStatements};
}

}  // namespace harrier::store::migrations
