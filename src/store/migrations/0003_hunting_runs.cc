#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE hunting_runs (
         id {text} PRIMARY KEY,
         batch {text} NOT NULL,
         workspace_key {text} NOT NULL,
         query {text} NOT NULL,
         query_version {int} NOT NULL,
         kind {int} NOT NULL,
         window_from {int} NOT NULL,
         window_to {int} NOT NULL,
         row_count {int},
         duration_ns {int} NOT NULL,
         bytes {int} NOT NULL,
         status {int} NOT NULL,
         error {text} NOT NULL,
         started_by {text} NOT NULL,
         started {int} NOT NULL
       ){strict})",
    "CREATE INDEX hunting_runs_by_query ON hunting_runs (workspace_key, query, started)",
    "CREATE INDEX hunting_runs_by_time ON hunting_runs (workspace_key, started)",
    "CREATE INDEX hunting_runs_by_batch ON hunting_runs (batch)",
    "CREATE INDEX hunting_runs_by_age ON hunting_runs (started)",
};

}  // namespace

Migration HuntingRuns() {
  return {3, "hunting_runs", kStatements};
}

}  // namespace harrier::store::migrations
