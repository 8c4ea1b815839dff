#include "store/journal.h"

#include "runtime/unicode.h"

namespace harrier::store {
namespace {

constexpr Statement kLast{"SELECT coalesce(max(sequence), 0) FROM journal", "i"};

#define HARRIER_JOURNAL_COLUMNS                                                                      \
  "SELECT j.sequence, j.time, a.id, a.name, a.email, a.address, a.surface, j.workspace, j.kind, "    \
  "j.parent, j.name, j.object_id, j.version, j.change, j.body_before, j.body_after, j.correlation, " \
  "j.reason FROM journal j JOIN actors a ON a.number = j.actor "
constexpr Statement kChanges{HARRIER_JOURNAL_COLUMNS
                             "WHERE j.sequence > :after ORDER BY j.sequence LIMIT :count",
                             "iittttttttttiitttt"};
constexpr Statement kHistory{
    HARRIER_JOURNAL_COLUMNS
    "WHERE j.workspace_key = :workspace AND j.kind = :kind AND j.parent_key = :parent "
    "AND j.name_key = :name ORDER BY j.sequence",
    "iittttttttttiitttt"};
constexpr Statement kBelow{HARRIER_JOURNAL_COLUMNS
                           "WHERE j.workspace_key = :workspace AND j.kind = :kind AND j.parent_key = :parent "
                           "AND j.sequence <= :until ORDER BY j.sequence",
                           "iittttttttttiitttt"};
constexpr Statement kCreation{
    HARRIER_JOURNAL_COLUMNS
    "WHERE j.workspace_key = :workspace AND j.kind = :kind AND j.parent_key = :parent "
    "AND j.name_key = :name AND j.version = 1 AND j.object_id = :object_id",
    "iittttttttttiitttt"};
#undef HARRIER_JOURNAL_COLUMNS

constexpr std::string_view kAppend =
    "INSERT INTO journal (sequence, time, actor, workspace, kind, parent, name, workspace_key, parent_key, "
    "name_key, object_id, version, change, body_before, body_after, correlation, reason) VALUES (:sequence, "
    ":time, :actor, :workspace, :kind, :parent, :name, :workspace_key, :parent_key, :name_key, :object_id, "
    ":version, :change, :body_before, :body_after, :correlation, :reason)";

constexpr Statement kFindActor{
    "SELECT number FROM actors WHERE id = :id AND name = :name AND email = :email AND address = :address AND "
    "surface = :surface",
    "i"};
constexpr Statement kNextActor{"SELECT coalesce(max(number), 0) + 1 FROM actors", "i"};
constexpr std::string_view kAddActor =
    "INSERT INTO actors (number, id, name, email, address, surface) VALUES (:number, :id, :name, :email, "
    ":address, :surface)";

std::vector<Change> ChangesOf(const std::vector<Row>& rows) {
  std::vector<Change> changes;
  changes.reserve(rows.size());
  for (const Row& row : rows) {
    changes.push_back({
        .sequence = Integer(row[0]),
        .time = Integer(row[1]),
        .actor = {Text(row[2]), Text(row[3]), Text(row[4]), Text(row[5]), Text(row[6])},
        .key = {Text(row[7]), Text(row[8]), Text(row[9]), Text(row[10])},
        .object_id = Text(row[11]),
        .version = Integer(row[12]),
        .kind = static_cast<ChangeKind>(Integer(row[13])),
        .before = Text(row[14]),
        .after = Text(row[15]),
        .correlation = Text(row[16]),
        .reason = Text(row[17]),
    });
  }
  return changes;
}

}  // namespace

Result<int64_t> LastSequence(Connection& connection) {
  TRY(const auto rows, connection.Query(kLast));
  return Integer(rows.at(0)[0]);
}

Result<std::vector<Change>> ReadChanges(Connection& connection, int64_t after, size_t limit) {
  TRY(const auto rows, connection.Query(kChanges, {after, static_cast<int64_t>(limit)}));
  return ChangesOf(rows);
}

Result<std::vector<Change>> ReadHistory(Connection& connection, const ObjectKey& key) {
  TRY(const auto rows, connection.Query(kHistory, {FoldedName(key.workspace), key.kind,
                                                   FoldedName(key.parent), FoldedName(key.name)}));
  return ChangesOf(rows);
}

Result<std::vector<Change>> ReadChangesBelow(Connection& connection, std::string_view workspace,
                                             std::string_view kind, std::string_view parent, int64_t until) {
  TRY(const auto rows,
      connection.Query(kBelow, {FoldedName(workspace), std::string(kind), FoldedName(parent), until}));
  return ChangesOf(rows);
}

Result<std::optional<Change>> ReadCreation(Connection& connection, const ObjectKey& key,
                                           std::string_view object_id) {
  TRY(const auto rows,
      connection.Query(kCreation, {FoldedName(key.workspace), key.kind, FoldedName(key.parent),
                                   FoldedName(key.name), std::string(object_id)}));
  if (rows.empty()) return std::nullopt;
  return std::move(ChangesOf(rows).front());
}

Result<int64_t> ActorNumber(Connection& connection, const Actor& actor) {
  TRY(const auto found,
      connection.Query(kFindActor, {actor.id, actor.name, actor.email, actor.address, actor.surface}));
  if (!found.empty()) return Integer(found[0][0]);
  TRY(const auto next, connection.Query(kNextActor));
  const int64_t number = Integer(next.at(0)[0]);
  TRY_OK(
      connection.Run(kAddActor, {number, actor.id, actor.name, actor.email, actor.address, actor.surface}));
  return number;
}

Status AppendChange(Connection& connection, const Change& change, int64_t actor_number) {
  TRY_OK(connection.Run(
      kAppend,
      {change.sequence, change.time, actor_number, change.key.workspace, change.key.kind, change.key.parent,
       change.key.name, FoldedName(change.key.workspace), FoldedName(change.key.parent),
       FoldedName(change.key.name), change.object_id, change.version, static_cast<int64_t>(change.kind),
       change.before, change.after, change.correlation, change.reason}));
  return Ok();
}

}  // namespace harrier::store
