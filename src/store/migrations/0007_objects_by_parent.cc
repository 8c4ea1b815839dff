#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

// What lies below one object is read often, and must not cost what lies below all of them.
constexpr std::string_view kStatements[] = {
    "CREATE INDEX objects_by_parent ON objects (workspace_key, parent_key, kind, created_sequence)",
};

}  // namespace

Migration ObjectsByParent() {
  return {7, "objects_by_parent", kStatements};
}

}  // namespace harrier::store::migrations
