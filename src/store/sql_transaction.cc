#include "store/sql_transaction.h"

#include "runtime/utf8.h"
#include "store/journal.h"

namespace harrier::store {
namespace {

// What an index of PostgreSQL can hold, and more than any name needs.
constexpr size_t kLongestName = 512;
constexpr size_t kLongestParent = 1024;

#define HARRIER_OBJECT_COLUMNS                                                                               \
  "SELECT o.id, o.workspace, o.kind, o.parent, o.name, o.version, o.etag, o.body, o.created, o.modified, "   \
  "c.id, c.name, c.email, c.address, c.surface, m.id, m.name, m.email, m.address, m.surface FROM objects o " \
  "JOIN actors c ON c.number = o.created_by JOIN actors m ON m.number = o.modified_by "
#define HARRIER_OBJECT_TYPES "tttttittiitttttttttt"
constexpr Statement kGet{HARRIER_OBJECT_COLUMNS
                         "WHERE o.workspace_key = :workspace AND o.kind = :kind AND o.parent_key = :parent "
                         "AND o.name_key = :name",
                         HARRIER_OBJECT_TYPES};
constexpr Statement kGetById{HARRIER_OBJECT_COLUMNS "WHERE o.id = :id", HARRIER_OBJECT_TYPES};
constexpr Statement kListAll{
    HARRIER_OBJECT_COLUMNS
    "WHERE o.workspace_key = :workspace AND o.kind = :kind ORDER BY o.created_sequence",
    HARRIER_OBJECT_TYPES};
constexpr Statement kList{HARRIER_OBJECT_COLUMNS
                          "WHERE o.workspace_key = :workspace AND o.kind = :kind AND o.parent_key = :parent "
                          "ORDER BY o.created_sequence",
                          HARRIER_OBJECT_TYPES};
// Kinds below "hunts" lie between "hunts/" and "hunts0", the character after the slash.
constexpr Statement kListBelow{HARRIER_OBJECT_COLUMNS
                               "WHERE o.workspace_key = :workspace AND o.kind > :first AND o.kind < :last "
                               "AND o.parent_key = :parent ORDER BY o.created_sequence",
                               HARRIER_OBJECT_TYPES};
#undef HARRIER_OBJECT_COLUMNS
#undef HARRIER_OBJECT_TYPES

constexpr std::string_view kInsert =
    "INSERT INTO objects (id, workspace, kind, parent, name, workspace_key, parent_key, name_key, version, "
    "etag, "
    "body, created, modified, created_sequence, created_by, modified_by) VALUES (:id, :workspace, :kind, "
    ":parent, "
    ":name, :workspace_key, :parent_key, :name_key, :version, :etag, :body, :created, :modified, "
    ":created_sequence, :created_by, :modified_by)";
constexpr std::string_view kUpdate =
    "UPDATE objects SET version = :version, etag = :etag, body = :body, modified = :modified, modified_by = "
    ":modified_by WHERE id = :id";
constexpr std::string_view kDelete = "DELETE FROM objects WHERE id = :id";

constexpr std::string_view kCount =
    "INSERT INTO counters (workspace_key, name, last) VALUES (:workspace, :name, 1) "
    "ON CONFLICT (workspace_key, name) DO UPDATE SET last = counters.last + 1";
constexpr Statement kCounted{"SELECT last FROM counters WHERE workspace_key = :workspace AND name = :name",
                             "i"};

Object ObjectOf(const Row& row) {
  return {
      .key = {Text(row[1]), Text(row[2]), Text(row[3]), Text(row[4])},
      .id = Text(row[0]),
      .version = Integer(row[5]),
      .etag = Text(row[6]),
      .body = Text(row[7]),
      .created = Integer(row[8]),
      .modified = Integer(row[9]),
      .created_by = {Text(row[10]), Text(row[11]), Text(row[12]), Text(row[13]), Text(row[14])},
      .modified_by = {Text(row[15]), Text(row[16]), Text(row[17]), Text(row[18]), Text(row[19])},
  };
}

std::optional<Object> FirstOf(const std::vector<Row>& rows) {
  if (rows.empty()) return std::nullopt;
  return ObjectOf(rows.front());
}

std::vector<Object> ObjectsOf(const std::vector<Row>& rows) {
  std::vector<Object> objects;
  objects.reserve(rows.size());
  for (const Row& row : rows) objects.push_back(ObjectOf(row));
  return objects;
}

Status CheckText(std::string_view what, std::string_view text, size_t longest) {
  if (text.size() > longest)
    return Fail(ErrorCode::kInvalid, "the {} has {} bytes; at most {} are allowed", what, text.size(),
                longest);
  if (text.find('\0') != std::string_view::npos || !runtime::IsUtf8(text))
    return Fail(ErrorCode::kInvalid, "the {} is not UTF-8 text", what);
  return Ok();
}

Status CheckMatch(const std::optional<Object>& object, const ObjectKey& key, const Match& match) {
  if (match.must_be_new && object)
    return Fail(ErrorCode::kConflict, "'{}' of {} exists already", key.name, key.kind);
  const bool any = !match.etag || *match.etag == "*";
  if ((match.must_exist || !any) && !object)
    return Fail(ErrorCode::kConflict, "'{}' of {} does not exist", key.name, key.kind);
  if (!any && *match.etag != object->etag)
    return Fail(ErrorCode::kConflict,
                "'{}' of {} was changed by someone else: its etag is no longer the one given; read it again",
                key.name, key.kind);
  return Ok();
}

}  // namespace

Result<std::optional<Object>> SqlTransaction::Get(const ObjectKey& key) {
  TRY(const auto rows, connection_.Query(kGet, {FoldedName(key.workspace), key.kind, FoldedName(key.parent),
                                                FoldedName(key.name)}));
  return FirstOf(rows);
}

Result<std::optional<Object>> SqlTransaction::GetById(std::string_view id) {
  TRY(const auto rows, connection_.Query(kGetById, {std::string(id)}));
  return FirstOf(rows);
}

Result<std::vector<Change>> SqlTransaction::History(const ObjectKey& key) {
  return ReadHistory(connection_, key);
}

Result<std::vector<Object>> SqlTransaction::List(std::string_view workspace, std::string_view kind,
                                                 std::optional<std::string_view> parent) {
  if (!parent) {
    TRY(const auto rows, connection_.Query(kListAll, {FoldedName(workspace), std::string(kind)}));
    return ObjectsOf(rows);
  }
  TRY(const auto rows,
      connection_.Query(kList, {FoldedName(workspace), std::string(kind), FoldedName(*parent)}));
  return ObjectsOf(rows);
}

Result<Object> SqlTransaction::Put(const ObjectKey& key, std::string body, const Match& match) {
  TRY_OK(CheckWrite(key));
  TRY_OK(CheckText("body", body, body.size()));
  TRY(const auto old, Get(key));
  TRY_OK(CheckMatch(old, key, match));
  Object object;
  if (old) {
    object = *old;
  } else {
    object.key = key;
    object.id = writing_->ids.Ordered(writing_->now);
    object.created = writing_->now;
    object.created_by = writing_->actor;
  }
  ++object.version;
  object.etag = writing_->ids.Random();
  object.modified = writing_->now;
  object.modified_by = writing_->actor;
  TRY(const int64_t actor,
      Record(object, old ? ChangeKind::kUpdate : ChangeKind::kCreate, old ? old->body : std::string(), body));
  object.body = std::move(body);
  if (old) {
    TRY_OK(connection_.Run(kUpdate,
                           {object.version, object.etag, object.body, object.modified, actor, object.id}));
    return object;
  }
  TRY_OK(connection_.Run(
      kInsert, {object.id, key.workspace, key.kind, key.parent, key.name, FoldedName(key.workspace),
                FoldedName(key.parent), FoldedName(key.name), object.version, object.etag, object.body,
                object.created, object.modified, last_sequence_, actor, actor}));
  return object;
}

Result<bool> SqlTransaction::Delete(const ObjectKey& key, const Match& match) {
  TRY_OK(CheckWrite(key));
  TRY(const auto old, Get(key));
  TRY_OK(CheckMatch(old, key, match));
  if (!old) return false;
  TRY_OK(DeleteWithChildren(*old));
  return true;
}

Result<int64_t> SqlTransaction::NextNumber(std::string_view workspace, std::string_view counter) {
  if (!writing_) return Fail(ErrorCode::kInternal, "a transaction that reads cannot count");
  TRY_OK(connection_.Run(kCount, {FoldedName(workspace), std::string(counter)}));
  TRY(const auto rows, connection_.Query(kCounted, {FoldedName(workspace), std::string(counter)}));
  return Integer(rows.at(0)[0]);
}

Status SqlTransaction::CheckWrite(const ObjectKey& key) const {
  if (!writing_) return Fail(ErrorCode::kInternal, "a transaction that reads cannot write");
  if (key.name.empty() || key.kind.empty()) return Fail(ErrorCode::kInvalid, "an object must have a name");
  TRY_OK(CheckText("workspace", key.workspace, kLongestName));
  TRY_OK(CheckText("kind", key.kind, kLongestName));
  TRY_OK(CheckText("parent's name", key.parent, kLongestParent));
  return CheckText("name", key.name, kLongestName);
}

Result<int64_t> SqlTransaction::Record(const Object& object, ChangeKind kind, std::string before,
                                       std::string after) {
  if (last_sequence_ == 0) {
    TRY(last_sequence_, LastSequence(connection_));
    TRY(actor_number_, ActorNumber(connection_, writing_->actor));
    correlation_ = writing_->ids.Random();
  }
  const Change change{
      .sequence = ++last_sequence_,
      .time = writing_->now,
      .actor = {},
      .key = object.key,
      .object_id = object.id,
      .version = object.version,
      .kind = kind,
      .before = std::move(before),
      .after = std::move(after),
      .correlation = correlation_,
      .reason = writing_->reason,
  };
  TRY_OK(AppendChange(connection_, change, actor_number_));
  return actor_number_;
}

Status SqlTransaction::DeleteWithChildren(const Object& object) {
  const std::string& kind = object.key.kind;
  TRY(const auto rows, connection_.Query(kListBelow, {FoldedName(object.key.workspace), kind + "/",
                                                      kind + "0", FoldedName(ParentFor(object.key))}));
  for (const Object& child : ObjectsOf(rows)) TRY_OK(DeleteWithChildren(child));
  Object gone = object;
  ++gone.version;
  TRY_OK(Record(gone, ChangeKind::kDelete, object.body, {}));
  TRY_OK(connection_.Run(kDelete, {object.id}));
  return Ok();
}

}  // namespace harrier::store
