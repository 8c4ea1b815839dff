#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/actor.h"

namespace harrier::store {

/// Names one object. Workspace, parent and name are compared without case and kept as given; all are UTF-8.
struct ObjectKey {
  std::string workspace;  // the workspace's guid; empty: the object belongs to the tenant
  std::string kind;       // the ARM type below the provider: "bookmarks", "hunts", "hunts/relations"…
  std::string parent;     // the name of the object above it, below further ones "name/name"; "" at the top
  std::string name;

  friend bool operator==(const ObjectKey&, const ObjectKey&) = default;
};

/// A name as names are compared: without case.
std::string FoldedName(std::string_view name);

/// The parent by which the children of an object are listed.
std::string ParentFor(const ObjectKey& key);

/// An object as it is now. Its body is never read by the store.
struct Object {
  ObjectKey key;
  std::string id;       // UUIDv7; an object that is made again after a delete has a new one
  int64_t version = 0;  // 1, 2, …
  std::string etag;     // opaque, new at every write
  std::string body;     // a compact JSON object
  int64_t created = 0;  // ticks
  int64_t modified = 0;
  Actor created_by;
  Actor modified_by;
};

enum class ChangeKind { kCreate, kUpdate, kDelete };

/// One entry of the journal, which is history, audit and outbox at once. Entries are never changed.
struct Change {
  int64_t sequence = 0;  // 1, 2, … without gaps, in the order of commit
  int64_t time = 0;      // ticks
  Actor actor;
  ObjectKey key;
  std::string object_id;
  int64_t version = 0;  // of the object after it; for a delete one more than the last
  ChangeKind kind = ChangeKind::kCreate;
  std::string before;  // the bodies; "" if there is none
  std::string after;
  std::string correlation;  // one for each transaction, a guid
  std::string reason;
};

/// The object as a change left it, or as it was before that deleted it, who made it by then included.
/// `change` is one of the object's changes, which are in order.
Object ObjectAt(const std::vector<Change>& changes, const Change& change);
/// The object as it was last, be it deleted; it must have changes.
Object LastOf(const std::vector<Change>& changes);

/// What must hold for a write to go through; otherwise it fails with kConflict and changes nothing.
struct Match {
  std::optional<std::string> etag = {};  // nullopt or "*": any
  bool must_exist = false;
  bool must_be_new = false;
};

}  // namespace harrier::store
