#include "store/hunting_runs.h"

#include "store/database.h"
#include "store/journal.h"

namespace harrier::store {
namespace {

#define HARRIER_RUN_COLUMNS                                                                          \
  "SELECT id, batch, workspace_key, query, query_version, kind, window_from, window_to, row_count, " \
  "duration_ns, bytes, status, error, started_by, started, parameter_values FROM hunting_runs "
#define HARRIER_RUN_TYPES "ttttiiiiiiiittit"
constexpr Statement kOfQuery{HARRIER_RUN_COLUMNS
                             "WHERE workspace_key = :workspace AND query = :query AND started >= :since "
                             "ORDER BY started, id",
                             HARRIER_RUN_TYPES};
constexpr Statement kOfWorkspace{
    HARRIER_RUN_COLUMNS "WHERE workspace_key = :workspace AND started >= :since ORDER BY started, id",
    HARRIER_RUN_TYPES};
constexpr Statement kOfBatch{HARRIER_RUN_COLUMNS
                             "WHERE batch = :batch AND workspace_key = :workspace ORDER BY started, id",
                             HARRIER_RUN_TYPES};
#undef HARRIER_RUN_COLUMNS
#undef HARRIER_RUN_TYPES

constexpr std::string_view kAdd =
    "INSERT INTO hunting_runs (id, batch, workspace_key, query, query_version, kind, window_from, window_to, "
    "row_count, duration_ns, bytes, status, error, started_by, started, parameter_values) VALUES (:id, "
    ":batch, :workspace, "
    ":query, "
    ":query_version, :kind, :window_from, :window_to, :row_count, :duration_ns, :bytes, :status, :error, "
    ":started_by, :started, :parameter_values)";
constexpr std::string_view kPrune = "DELETE FROM hunting_runs WHERE started < :before";

Result<std::vector<HuntingRun>> ReadRuns(Database& database, const Statement& statement,
                                         std::initializer_list<Cell> cells) {
  std::vector<HuntingRun> runs;
  TRY_OK(database.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(statement, cells));
    runs.reserve(rows.size());
    for (const Row& row : rows) {
      runs.push_back({
          .id = Text(row[0]),
          .batch = Text(row[1]),
          .workspace = Text(row[2]),
          .query = Text(row[3]),
          .query_version = Integer(row[4]),
          .kind = static_cast<HuntingRun::Kind>(Integer(row[5])),
          .window_from = Integer(row[6]),
          .window_to = Integer(row[7]),
          .rows = OptionalInteger(row[8]),
          .duration_ns = Integer(row[9]),
          .bytes = Integer(row[10]),
          .status = static_cast<HuntingRun::Status>(Integer(row[11])),
          .error = Text(row[12]),
          .user = Text(row[13]),
          .started = Integer(row[14]),
          .parameters = Text(row[15]),
      });
    }
    return Ok();
  }));
  return runs;
}

}  // namespace

Status HuntingRuns::Add(std::span<const HuntingRun> runs) {
  return database_.Write([&](Connection& connection) -> Status {
    for (const HuntingRun& run : runs) {
      TRY_OK(connection.Run(
          kAdd, {run.id, run.batch, FoldedName(run.workspace), run.query, run.query_version,
                 static_cast<int64_t>(run.kind), run.window_from, run.window_to, OptionalCell(run.rows),
                 run.duration_ns, run.bytes, static_cast<int64_t>(run.status), run.error, run.user,
                 run.started, run.parameters}));
    }
    return Ok();
  });
}

Result<std::vector<HuntingRun>> HuntingRuns::OfQuery(std::string_view workspace, std::string_view query,
                                                     int64_t since) {
  return ReadRuns(database_, kOfQuery, {FoldedName(workspace), std::string(query), since});
}

Result<std::vector<HuntingRun>> HuntingRuns::OfWorkspace(std::string_view workspace, int64_t since) {
  return ReadRuns(database_, kOfWorkspace, {FoldedName(workspace), since});
}

Result<std::vector<HuntingRun>> HuntingRuns::OfBatch(std::string_view workspace, std::string_view batch) {
  return ReadRuns(database_, kOfBatch, {std::string(batch), FoldedName(workspace)});
}

Result<int64_t> HuntingRuns::Prune(int64_t before) {
  return database_.WriteOne(kPrune, {before});
}

}  // namespace harrier::store
