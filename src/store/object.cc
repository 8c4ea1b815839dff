#include "store/object.h"

#include "runtime/unicode.h"

namespace harrier::store {

std::string FoldedName(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  runtime::AppendFolded(folded, name);
  return folded;
}

std::string ParentFor(const ObjectKey& key) {
  return key.parent.empty() ? key.name : key.parent + "/" + key.name;
}

Object ObjectAt(const std::vector<Change>& changes, const Change& change) {
  Object object;
  object.key = change.key;
  object.id = change.object_id;
  object.version = change.version;
  object.body = change.after.empty() ? change.before : change.after;
  object.modified = change.time;
  object.modified_by = change.actor;
  for (const Change& one : changes) {
    if (one.sequence > change.sequence) break;
    if (one.kind != ChangeKind::kCreate) continue;
    object.created = one.time;
    object.created_by = one.actor;
  }
  return object;
}

Object LastOf(const std::vector<Change>& changes) {
  return ObjectAt(changes, changes.back());
}

}  // namespace harrier::store
