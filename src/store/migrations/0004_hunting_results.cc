#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE hunting_results (
         id {text} PRIMARY KEY,
         workspace_key {text} NOT NULL,
         query {text} NOT NULL,
         query_version {int} NOT NULL,
         window_from {int} NOT NULL,
         window_to {int} NOT NULL,
         result_columns {text} NOT NULL,
         row_count {int} NOT NULL,
         is_complete {int} NOT NULL,
         started_by {text} NOT NULL,
         started {int} NOT NULL
       ){strict})",
    "CREATE INDEX hunting_results_by_query ON hunting_results (workspace_key, query, started)",
    "CREATE INDEX hunting_results_by_age ON hunting_results (started)",
    R"(CREATE TABLE hunting_result_rows (
         result {text} NOT NULL,
         position {int} NOT NULL,
         row_hash {text} NOT NULL,
         row_text {text} NOT NULL,
         PRIMARY KEY (result, position)
       ){strict})",
};

}  // namespace

Migration HuntingResults() {
  return {4, "hunting_results", kStatements};
}

}  // namespace harrier::store::migrations
