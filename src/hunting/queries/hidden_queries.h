#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/transaction.h"

namespace harrier::hunting {

/// Whether a saved search, as its changes left it last, is a query that only somebody else sees; it may have
/// been deleted since. `user` is an object id.
bool IsHiddenQuery(const std::vector<store::Change>& changes, std::string_view user);

/// The same by its id; false for one that there never was, such as one that comes with the program.
Result<bool> IsHiddenQuery(store::Transaction& transaction, std::string_view workspace, std::string_view id,
                           std::string_view user);

}  // namespace harrier::hunting
