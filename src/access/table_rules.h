#pragma once

#include <string>
#include <vector>

#include "access/caller.h"
#include "query/view.h"

namespace harrier::access {

/// What the holders of a role see of a table, instead of all of it.
struct TableRule {
  std::string id;     // a guid
  std::string role;   // the role's id
  std::string table;  // without case
  bool hidden = false;
  std::string rows;  // a KQL predicate; of no account if hidden
};

using TableRules = std::shared_ptr<const std::vector<TableRule>>;

/// What the holder of `grants` sees in a workspace; null if everything there and in every other one. Roles
/// add up: where one of those that let query has no rule for a table, all of it is seen; else the rows that
/// any of them lets see. `rules` may be null.
query::ViewPtr ViewOf(const std::vector<Grant>& grants, std::string_view workspace, const TableRules& rules);

}  // namespace harrier::access
