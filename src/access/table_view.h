#pragma once

#include "access/caller.h"
#include "query/view.h"

namespace harrier::access {

/// What a caller sees of the tables, by the table rules of the roles that let them query the workspace. Roles
/// add up: a table is seen if one of them shows it, and a row if one of them does. Null if nothing is kept
/// from them.
query::ViewPtr ViewOf(const Caller& caller);

}  // namespace harrier::access
