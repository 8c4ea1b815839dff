#pragma once

#include <cstdint>

#include "base/error.h"
#include "store/database.h"

namespace harrier::store {

/// Brings the schema to this program's version, each step in a transaction of its own; `now` in ticks. A
/// newer schema is refused by name (kInvalid).
Status Migrate(Database& database, int64_t now);

}  // namespace harrier::store
