#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.h"
#include "base/error.h"
#include "query/view.h"
#include "store/actor.h"

namespace harrier::access {

struct TableRule;

/// Somebody with rights: a person, or a program.
struct Principal {
  enum class Kind : uint8_t { kUser, kService };
  std::string id;    // a guid: its object id
  std::string name;  // what it logs in with; a service's client id
  std::string display_name;
  std::string email;
  Kind kind = Kind::kUser;
  /// Whom an outside provider of logins knows it as; empty for those who log in here.
  std::string issuer{};
  std::string subject{};
  bool disabled = false;
  /// Raised whenever all that it has been given by then must end.
  int64_t generation = 0;
};

/// A role that somebody has: in one workspace, or in all of the tenant.
struct Grant {
  std::shared_ptr<const Role> role;
  std::string workspace;  // its guid; empty: all
};

/// Who asks, and what they may: made once a request, before its handler runs.
struct Caller {
  Principal principal;
  std::vector<Grant> grants;
  /// Of all roles; null: there are none.
  std::shared_ptr<const std::vector<TableRule>> table_rules;
  std::string workspace;  // that the request is about: a guid; empty: the tenant
  query::ViewPtr view;    // what it sees of that workspace's tables; null: all, of other workspaces too
  std::string address;    // the client's
  std::string surface;    // what it asks through: "kusto", "arm", "page"…
  /// The secret or the login that the caller came by: what is given on its strength ends with it.
  std::string proof;

  /// Whether one of the roles that hold in `workspace` grants the action.
  bool May(std::string_view action) const { return MayIn(workspace, action); }
  bool MayIn(std::string_view workspace_id, std::string_view action) const;
  /// Whether one of the roles grants it, wherever that holds.
  bool MaySomewhere(std::string_view action) const;
  /// The same one in another workspace.
  Caller In(std::string workspace_id) const;
  /// kForbidden, with the missing action's name.
  Status Require(std::string_view action) const;
  /// As the journal of changes remembers the caller.
  store::Actor actor() const;
};

}  // namespace harrier::access
