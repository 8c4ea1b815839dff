#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/connection.h"
#include "store/object.h"

namespace harrier::store {

/// The journal's last entry; 0 if there is none.
Result<int64_t> LastSequence(Connection& connection);
Result<std::vector<Change>> ReadChanges(Connection& connection, int64_t after, size_t limit);
Result<std::vector<Change>> ReadHistory(Connection& connection, const ObjectKey& key);
/// The entries of a kind's objects below a parent, as far as the entry `until`.
Result<std::vector<Change>> ReadChangesBelow(Connection& connection, std::string_view workspace,
                                             std::string_view kind, std::string_view parent, int64_t until);
/// The entry that made the object.
Result<std::optional<Change>> ReadCreation(Connection& connection, const ObjectKey& key,
                                           std::string_view object_id);
/// The number of an actor in the table of actors, which gets it if it lacks it.
Result<int64_t> ActorNumber(Connection& connection, const Actor& actor);
/// Adds an entry; its actor goes by the number.
Status AppendChange(Connection& connection, const Change& change, int64_t actor_number);

}  // namespace harrier::store
