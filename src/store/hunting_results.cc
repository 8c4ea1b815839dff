#include "store/hunting_results.h"

#include "store/database.h"
#include "store/journal.h"

namespace harrier::store {
namespace {

#define HARRIER_RESULT_COLUMNS                                                                          \
  "SELECT id, workspace_key, query, query_version, window_from, window_to, result_columns, row_count, " \
  "is_complete, started_by, started, parameter_values FROM hunting_results "
constexpr Statement kFind{HARRIER_RESULT_COLUMNS "WHERE id = :id AND workspace_key = :workspace",
                          "tttiiitiitit"};
constexpr Statement kOfQuery{
    HARRIER_RESULT_COLUMNS
    "WHERE workspace_key = :workspace AND query = :query ORDER BY started DESC, id DESC",
    "tttiiitiitit"};
#undef HARRIER_RESULT_COLUMNS
constexpr Statement kRows{
    "SELECT row_hash, row_text FROM hunting_result_rows WHERE result = :result ORDER BY position", "tt"};
constexpr std::string_view kAdd =
    "INSERT INTO hunting_results (id, workspace_key, query, query_version, window_from, window_to, "
    "result_columns, "
    "row_count, is_complete, started_by, started, parameter_values) VALUES (:id, :workspace, :query, "
    ":query_version, "
    ":window_from, "
    ":window_to, :result_columns, :row_count, :is_complete, :started_by, :started, :parameter_values)";
constexpr std::string_view kAddRow =
    "INSERT INTO hunting_result_rows (result, position, row_hash, row_text) VALUES (:result, :position, "
    ":row_hash, "
    ":row_text)";
constexpr std::string_view kPruneRows =
    "DELETE FROM hunting_result_rows WHERE result IN (SELECT id FROM hunting_results WHERE started < "
    ":before)";
constexpr std::string_view kPrune = "DELETE FROM hunting_results WHERE started < :before";

HuntingResult Read(const Row& row) {
  return {.id = Text(row[0]),
          .workspace = Text(row[1]),
          .query = Text(row[2]),
          .query_version = Integer(row[3]),
          .window_from = Integer(row[4]),
          .window_to = Integer(row[5]),
          .columns = Text(row[6]),
          .rows = Integer(row[7]),
          .complete = Integer(row[8]) != 0,
          .user = Text(row[9]),
          .started = Integer(row[10]),
          .parameters = Text(row[11])};
}

}  // namespace

Status HuntingResults::Add(const HuntingResult& result, std::span<const HuntingResultRow> rows) {
  return database_.Write([&](Connection& connection) -> Status {
    TRY_OK(connection.Run(
        kAdd, {result.id, FoldedName(result.workspace), result.query, result.query_version,
               result.window_from, result.window_to, result.columns, result.rows,
               static_cast<int64_t>(result.complete), result.user, result.started, result.parameters}));
    for (size_t i = 0; i < rows.size(); ++i)
      TRY_OK(connection.Run(kAddRow, {result.id, static_cast<int64_t>(i), rows[i].hash, rows[i].text}));
    return Ok();
  });
}

Result<std::optional<HuntingResult>> HuntingResults::Find(std::string_view workspace, std::string_view id) {
  std::optional<HuntingResult> found;
  TRY_OK(database_.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kFind, {std::string(id), FoldedName(workspace)}));
    if (!rows.empty()) found = Read(rows.front());
    return Ok();
  }));
  return found;
}

Result<std::vector<HuntingResult>> HuntingResults::OfQuery(std::string_view workspace,
                                                           std::string_view query) {
  std::vector<HuntingResult> results;
  TRY_OK(database_.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kOfQuery, {FoldedName(workspace), std::string(query)}));
    for (const Row& row : rows) results.push_back(Read(row));
    return Ok();
  }));
  return results;
}

Result<std::vector<HuntingResultRow>> HuntingResults::RowsOf(std::string_view id) {
  std::vector<HuntingResultRow> out;
  TRY_OK(database_.Read([&](Connection& connection) -> Status {
    TRY(const auto rows, connection.Query(kRows, {std::string(id)}));
    for (const Row& row : rows) out.push_back({Text(row[0]), Text(row[1])});
    return Ok();
  }));
  return out;
}

Result<int64_t> HuntingResults::Prune(int64_t before) {
  int64_t removed = 0;
  TRY_OK(database_.Write([&](Connection& connection) -> Status {
    TRY_OK(connection.Run(kPruneRows, {before}));
    TRY(removed, connection.Run(kPrune, {before}));
    return Ok();
  }));
  return removed;
}

}  // namespace harrier::store
