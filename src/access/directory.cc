#include "access/directory.h"

#include "access/directory_objects.h"
#include "base/ascii.h"

namespace harrier::access {

Result<Principal> Directory::AddService(const store::Actor& actor, std::string_view display_name) {
  Principal service{ids_->Random(), ids_->Random(), std::string(display_name), "", Principal::Kind::kService};
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put(KeyOf(kServices, service.id), ToJson(service), {.etag = {}, .must_be_new = true}));
    return Ok();
  }));
  return service;
}

Result<bool> Directory::Remove(const store::Actor& actor, std::string_view id) {
  bool removed = false;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const bool had, HasAdminIn(transaction));
    TRY(const auto given, AssignmentsIn(transaction, id));
    for (const Assignment& each : given) TRY_OK(transaction.Delete(KeyOf(kAssignments, each.id, id)));
    for (const std::string_view kind : {kUsers, kServices}) {
      TRY(const bool gone, transaction.Delete(KeyOf(kind, id)));
      removed = removed || gone;
    }
    return KeepAnAdmin(transaction, had);
  }));
  TRY_OK(store_->sessions().DeleteOf(id));
  TRY_OK(store_->credentials().DeleteOf(id));
  return removed;
}

Result<Principal> Directory::SetEnabled(const store::Actor& actor, std::string_view id, bool enabled) {
  std::optional<Principal> found;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const bool had, HasAdminIn(transaction));
    TRY(found, FindIn(transaction, id));
    if (!found) return Fail(ErrorCode::kNotFound, "there is no principal {}", id);
    if (found->disabled == !enabled) return Ok();
    found->disabled = !enabled;
    if (!enabled) ++found->generation;
    TRY_OK(transaction.Put(KeyOf(KindName(found->kind), found->id), ToJson(*found)));
    return KeepAnAdmin(transaction, had);
  }));
  if (!enabled) TRY_OK(store_->sessions().DeleteOf(found->id));
  return *std::move(found);
}

Result<std::optional<Principal>> Directory::Find(std::string_view id) {
  return store_->Read([&](store::Transaction& transaction) { return FindIn(transaction, id); });
}

Result<std::vector<Principal>> Directory::List() {
  return store_->Read([](store::Transaction& transaction) { return ListIn(transaction); });
}

Status Directory::Assign(const store::Actor& actor, std::string_view principal, std::string_view role,
                         std::string_view workspace) {
  return store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto found, FindIn(transaction, principal));
    if (!found) return Fail(ErrorCode::kNotFound, "there is no principal {}", principal);
    TRY(const auto wanted, RoleIn(transaction, role));
    if (wanted == nullptr) return Fail(ErrorCode::kNotFound, "there is no role '{}'", role);
    TRY(const auto given, AssignmentsIn(transaction, found->id));
    for (const Assignment& each : given) {
      if (each.role == wanted->id && each.workspace == workspace) return Ok();
    }
    const Assignment made{ids_->Random(), found->id, wanted->id, std::string(workspace)};
    TRY_OK(transaction.Put(KeyOf(kAssignments, made.id, found->id), ToJson(made),
                           {.etag = {}, .must_be_new = true}));
    return Ok();
  });
}

Result<bool> Directory::Unassign(const store::Actor& actor, std::string_view principal,
                                 std::string_view assignment) {
  bool removed = false;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const bool had, HasAdminIn(transaction));
    TRY(removed, transaction.Delete(KeyOf(kAssignments, assignment, principal)));
    return KeepAnAdmin(transaction, had);
  }));
  return removed;
}

Result<std::vector<Assignment>> Directory::Assignments(std::optional<std::string_view> principal) {
  return store_->Read([&](store::Transaction& transaction) { return AssignmentsIn(transaction, principal); });
}

Result<std::vector<Grant>> Directory::GrantsOf(std::string_view principal) {
  return store_->Read([&](store::Transaction& transaction) -> Result<std::vector<Grant>> {
    std::vector<Grant> grants;
    TRY(const auto assignments, AssignmentsIn(transaction, principal));
    for (const Assignment& each : assignments) {
      TRY(auto role, RoleIn(transaction, each.role));
      // A custom role may have been removed since.
      if (role != nullptr) grants.push_back({std::move(role), each.workspace});
    }
    return grants;
  });
}

Result<std::vector<Role>> Directory::Roles() {
  return store_->Read([](store::Transaction& transaction) -> Result<std::vector<Role>> {
    std::vector<Role> roles(BuiltInRoles().begin(), BuiltInRoles().end());
    TRY(const auto objects, transaction.List("", kRoleDefinitions, ""));
    for (const store::Object& object : objects) roles.push_back(RoleFrom(object.key.name, object.body));
    return roles;
  });
}

Result<Role> Directory::PutRole(const store::Actor& actor, Role role) {
  if (FindBuiltInRole(role.id) != nullptr)
    return Fail(ErrorCode::kForbidden, "built-in roles cannot be changed");
  if (role.name.empty() || role.actions.empty())
    return Fail(ErrorCode::kInvalid, "a role needs a name and at least one action");
  if (role.id.empty()) role.id = ids_->Random();
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto other, RoleIn(transaction, role.name));
    if (other != nullptr && !SameAscii(other->id, role.id))
      return Fail(ErrorCode::kConflict, "there is a role '{}' already", other->name);
    TRY_OK(transaction.Put(KeyOf(kRoleDefinitions, role.id), ToJson(role)));
    return Ok();
  }));
  return role;
}

Result<bool> Directory::RemoveRole(const store::Actor& actor, std::string_view id) {
  if (FindBuiltInRole(id) != nullptr) return Fail(ErrorCode::kForbidden, "built-in roles cannot be removed");
  bool removed = false;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(removed, transaction.Delete(KeyOf(kRoleDefinitions, id)));
    return Ok();
  }));
  return removed;
}

Result<std::vector<TableRule>> Directory::TableRules() {
  return store_->Read([](store::Transaction& transaction) -> Result<std::vector<TableRule>> {
    std::vector<TableRule> rules;
    TRY(const auto objects, transaction.List("", kTableRules, ""));
    for (const store::Object& object : objects) rules.push_back(TableRuleFrom(object.key.name, object.body));
    return rules;
  });
}

Result<TableRule> Directory::PutTableRule(const store::Actor& actor, TableRule rule) {
  if (rule.id.empty()) rule.id = ids_->Random();
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto role, RoleIn(transaction, rule.role));
    if (role == nullptr) return Fail(ErrorCode::kNotFound, "there is no role '{}'", rule.role);
    rule.role = role->id;
    TRY_OK(transaction.Put(KeyOf(kTableRules, rule.id), ToJson(rule)));
    return Ok();
  }));
  return rule;
}

Result<bool> Directory::RemoveTableRule(const store::Actor& actor, std::string_view id) {
  bool removed = false;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(removed, transaction.Delete(KeyOf(kTableRules, id)));
    return Ok();
  }));
  return removed;
}

Result<bool> Directory::HasAdmin() {
  return store_->Read([](store::Transaction& transaction) { return HasAdminIn(transaction); });
}

}  // namespace harrier::access
