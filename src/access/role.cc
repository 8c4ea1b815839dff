#include "access/role.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/wildcard.h"

namespace harrier::access {
bool MatchesAction(std::string_view pattern, std::string_view action) {
  return MatchesWildcard(pattern, action, LetterCase::kInsensitive);
}

bool Grants(const Role& role, std::string_view action) {
  const auto matches = [&](const std::string& pattern) { return MatchesAction(pattern, action); };
  return std::any_of(role.actions.begin(), role.actions.end(), matches) &&
         std::none_of(role.not_actions.begin(), role.not_actions.end(), matches);
}

const Role* FindBuiltInRole(std::string_view name_or_id) {
  for (const Role& role : BuiltInRoles()) {
    if (SameAscii(role.name, name_or_id) || SameAscii(role.id, name_or_id)) return &role;
  }
  return nullptr;
}

}  // namespace harrier::access
