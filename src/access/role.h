#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::access {

/// What its holders may do, as Azure's role definitions say it. Actions are Azure's own ("Microsoft.…"), or
/// ours
/// ("Harrier/…"); in patterns a * stands for any run of characters, and case does not count.
struct Role {
  std::string id;    // a guid; Azure's own for the roles that Sentinel has
  std::string name;  // "Reader"
  std::string description;
  std::vector<std::string> actions;
  std::vector<std::string> not_actions;  // taken away from this role's actions, not from those of other roles
};

bool MatchesAction(std::string_view pattern, std::string_view action);

bool Grants(const Role& role, std::string_view action);

/// Reader, Responder, Contributor, Automation, Playbook Operator and Admin.
std::span<const Role> BuiltInRoles();

/// By name without case, or by id; null if there is none.
const Role* FindBuiltInRole(std::string_view name_or_id);

}  // namespace harrier::access
