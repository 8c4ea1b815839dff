#include "access/caller.h"

#include <algorithm>

#include "access/table_rules.h"

namespace harrier::access {

bool Caller::MayIn(std::string_view workspace_id, std::string_view action) const {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return (grant.workspace.empty() || grant.workspace == workspace_id) && Grants(*grant.role, action);
  });
}

bool Caller::MaySomewhere(std::string_view action) const {
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return Grants(*grant.role, action); });
}

Caller Caller::In(std::string workspace_id) const {
  Caller there = *this;
  there.workspace = std::move(workspace_id);
  there.view = ViewOf(grants, there.workspace, table_rules);
  return there;
}

Status Caller::Require(std::string_view action) const {
  if (May(action)) return Ok();
  return Fail(ErrorCode::kForbidden, "'{}' may not do this: none of its roles allows the action {}",
              principal.name, action);
}

store::Actor Caller::actor() const {
  return {principal.id.empty() ? principal.name : principal.id, principal.name, principal.email, address,
          surface};
}

}  // namespace harrier::access
