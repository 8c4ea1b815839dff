#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "access/directory.h"
#include "access/principal_json.h"

/// The directory's objects within one transaction of the store.
namespace harrier::access {

inline constexpr std::string_view kUsers = "users";
inline constexpr std::string_view kServices = "servicePrincipals";
inline constexpr std::string_view kAssignments = "roleAssignments";
inline constexpr std::string_view kRoleDefinitions = "roleDefinitions";
inline constexpr std::string_view kTableRules = "tableRules";

inline std::string_view KindName(Principal::Kind kind) {
  return kind == Principal::Kind::kUser ? kUsers : kServices;
}

inline store::ObjectKey KeyOf(std::string_view kind, std::string_view name, std::string_view parent = "") {
  return {"", std::string(kind), std::string(parent), std::string(name)};
}

Result<std::vector<Principal>> ListIn(store::Transaction& transaction);
Result<std::optional<Principal>> FindIn(store::Transaction& transaction, std::string_view id);
Result<std::vector<Assignment>> AssignmentsIn(store::Transaction& transaction,
                                              std::optional<std::string_view> principal);
/// A built-in or custom role; null if there is none.
Result<std::shared_ptr<const Role>> RoleIn(store::Transaction& transaction, std::string_view name_or_id);

/// Whether somebody may log in with a password of ours who may do everything.
Result<bool> HasAdminIn(store::Transaction& transaction);
/// kConflict if there was such an admin before a change and is none after it: nobody could let anybody in
/// again.
Status KeepAnAdmin(store::Transaction& transaction, bool had);

}  // namespace harrier::access
