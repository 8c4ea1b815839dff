#include "access/directory.h"

#include <algorithm>

#include "access/password.h"
#include "access/principal_json.h"
#include "access/secret.h"
#include "base/ticks.h"
#include "runtime/base64.h"

namespace harrier::access {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::string_view kServices = "servicePrincipals";
constexpr std::string_view kAssignments = "roleAssignments";
constexpr std::string_view kRoleDefinitions = "roleDefinitions";
constexpr std::string_view kTableRules = "tableRules";

constexpr std::string_view kPassword = "password";
constexpr std::string_view kClientSecret = "client-secret";
constexpr std::string_view kWorkspaceKey = "workspace-key";

constexpr std::string_view kAdmin = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

std::string_view KindName(Principal::Kind kind) {
  return kind == Principal::Kind::kUser ? kUsers : kServices;
}

store::ObjectKey KeyOf(std::string_view kind, std::string_view name, std::string_view parent = "") {
  return {"", std::string(kind), std::string(parent), std::string(name)};
}

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  });
}

Result<std::vector<Principal>> ListIn(store::Transaction& transaction) {
  std::vector<Principal> principals;
  for (const auto kind : {Principal::Kind::kUser, Principal::Kind::kService}) {
    TRY(const auto objects, transaction.List("", KindName(kind), ""));
    for (const store::Object& object : objects)
      principals.push_back(PrincipalFrom(object.key.name, kind, object.body));
  }
  return principals;
}

Result<std::optional<Principal>> FindIn(store::Transaction& transaction, std::string_view id) {
  for (const auto kind : {Principal::Kind::kUser, Principal::Kind::kService}) {
    TRY(const auto object, transaction.Get(KeyOf(KindName(kind), id)));
    if (object) return PrincipalFrom(object->key.name, kind, object->body);
  }
  return std::nullopt;
}

Result<std::vector<Assignment>> AssignmentsIn(store::Transaction& transaction,
                                              std::optional<std::string_view> principal) {
  std::vector<Assignment> assignments;
  TRY(const auto objects, transaction.List("", kAssignments, principal));
  for (const store::Object& object : objects)
    assignments.push_back(AssignmentFrom(object.key.name, object.body));
  return assignments;
}

Result<bool> HasAdminIn(store::Transaction& transaction) {
  TRY(const auto assignments, AssignmentsIn(transaction, std::nullopt));
  for (const Assignment& each : assignments) {
    if (each.role != kAdmin || !each.workspace.empty()) continue;
    TRY(const auto principal, FindIn(transaction, each.principal));
    if (principal && principal->kind == Principal::Kind::kUser) return true;
  }
  return false;
}

/// Nobody could let anybody in again.
Status KeepAnAdmin(store::Transaction& transaction, bool had) {
  if (!had) return Ok();
  TRY(const bool has, HasAdminIn(transaction));
  if (!has) return Fail(ErrorCode::kConflict, "this is the last admin; make another one first");
  return Ok();
}

}  // namespace

Result<Principal> Directory::AddUser(const store::Actor& actor, Principal user, std::string_view password) {
  if (user.name.empty() || user.name.size() > 200)
    return Fail(ErrorCode::kInvalid, "a user needs a login name of 200 bytes at most");
  if (const std::string refusal = RefusePassword(password); !refusal.empty())
    return Fail(ErrorCode::kInvalid, "{}", refusal);
  TRY(const std::string hash, HashPassword(password));
  user.kind = Principal::Kind::kUser;
  user.id = ids_->Random();
  if (user.display_name.empty()) user.display_name = user.name;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto others, ListIn(transaction));
    for (const Principal& other : others) {
      if (SameName(other.name, user.name))
        return Fail(ErrorCode::kConflict, "there is a user '{}' already", other.name);
    }
    TRY_OK(transaction.Put(KeyOf(kUsers, user.id), ToJson(user), {.etag = {}, .must_be_new = true}));
    return Ok();
  }));
  TRY_OK(store_->credentials().Put(
      {user.id, ids_->Random(), std::string(kPassword), hash, clock_->Now(), std::nullopt}));
  return user;
}

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

Result<std::optional<Principal>> Directory::Find(std::string_view id) {
  return store_->Read([&](store::Transaction& transaction) { return FindIn(transaction, id); });
}

Result<std::vector<Principal>> Directory::List() {
  return store_->Read([](store::Transaction& transaction) { return ListIn(transaction); });
}

Status Directory::SetPassword(std::string_view user, std::string_view password) {
  if (const std::string refusal = RefusePassword(password); !refusal.empty())
    return Fail(ErrorCode::kInvalid, "{}", refusal);
  TRY(const auto found, Find(user));
  if (!found || found->kind != Principal::Kind::kUser)
    return Fail(ErrorCode::kNotFound, "there is no user {}", user);
  TRY(const std::string hash, HashPassword(password));
  TRY(const auto old, store_->credentials().List(user, kPassword));
  TRY_OK(store_->credentials().Put({found->id, old.empty() ? ids_->Random() : old.front().id,
                                    std::string(kPassword), hash, clock_->Now(), std::nullopt}));
  // Whoever knew the old one is logged out.
  TRY_OK(store_->sessions().DeleteOf(user));
  return Ok();
}

Result<std::string> Directory::AddSecret(std::string_view service) {
  TRY(const auto found, Find(service));
  if (!found || found->kind != Principal::Kind::kService)
    return Fail(ErrorCode::kNotFound, "there is no service principal {}", service);
  std::string secret = NewSecret();
  TRY(const std::string hash, HashPassword(secret));
  TRY_OK(store_->credentials().Put(
      {found->id, ids_->Random(), std::string(kClientSecret), hash, clock_->Now(), std::nullopt}));
  return secret;
}

Result<std::string> Directory::WorkspaceKey(std::string_view workspace) {
  TRY(const auto keys, store_->credentials().List(workspace, kWorkspaceKey));
  if (!keys.empty()) return Unseal(seal_, keys.front().hash);
  std::string key;
  runtime::AppendBase64(key, RandomBytes(64));
  TRY(const std::string sealed, Seal(seal_, key));
  TRY_OK(store_->credentials().Put({std::string(workspace), ids_->Random(), std::string(kWorkspaceKey),
                                    sealed, clock_->Now(), std::nullopt}));
  return key;
}

Result<Principal> Directory::CheckAny(const std::vector<Principal>& candidates, std::string_view kind,
                                      std::string_view secret, std::string_view name,
                                      std::string_view address) {
  const std::string by_name = fmt::format("{}\n{}", address, name);
  const int64_t now = clock_->Now();
  const int64_t wait = std::max(names_.Wait(by_name, now), addresses_.Wait(address, now));
  if (wait > 0)
    return Fail(ErrorCode::kBusy, "too many attempts failed: try again in {} s", wait / kTicksPerSecond + 1);
  const auto verify = [&](const std::string& hash) {
    hashing_.acquire();
    const bool same = VerifyPassword(secret, hash);
    hashing_.release();
    return same;
  };
  bool tried = false;
  for (const Principal& candidate : candidates) {
    TRY(const auto credentials, store_->credentials().List(candidate.id, kind));
    for (const store::Credential& credential : credentials) {
      if (credential.expires && *credential.expires <= now) continue;
      tried = true;
      if (!verify(credential.hash)) continue;
      names_.Succeeded(by_name);
      addresses_.Succeeded(address);
      return candidate;
    }
  }
  // The time that an answer takes does not tell whether the name is known.
  if (!tried) TRY_OK(HashPassword(secret.substr(0, 256)));
  names_.Failed(by_name, now);
  addresses_.Failed(address, now);
  return Fail(ErrorCode::kForbidden, "the name or the secret is wrong");
}

Result<Principal> Directory::CheckPassword(std::string_view login, std::string_view password,
                                           std::string_view address) {
  TRY(auto principals, List());
  std::erase_if(principals, [&](const Principal& each) {
    return each.kind != Principal::Kind::kUser || !SameName(each.name, login);
  });
  return CheckAny(principals, kPassword, password, login, address);
}

Result<Principal> Directory::CheckSecret(std::string_view client_id, std::string_view secret,
                                         std::string_view address) {
  TRY(auto principals, List());
  std::erase_if(principals, [&](const Principal& each) {
    return each.kind != Principal::Kind::kService || (!client_id.empty() && !SameName(each.name, client_id));
  });
  return CheckAny(principals, kClientSecret, secret, client_id, address);
}

Result<std::shared_ptr<const Role>> Directory::FindRole(store::Transaction& transaction,
                                                        std::string_view name_or_id) {
  if (const Role* const built_in = FindBuiltInRole(name_or_id))
    return std::make_shared<const Role>(*built_in);
  TRY(const auto objects, transaction.List("", kRoleDefinitions, ""));
  for (const store::Object& object : objects) {
    Role role = RoleFrom(object.key.name, object.body);
    if (SameName(role.id, name_or_id) || SameName(role.name, name_or_id))
      return std::make_shared<const Role>(std::move(role));
  }
  return nullptr;
}

Status Directory::Assign(const store::Actor& actor, std::string_view principal, std::string_view role,
                         std::string_view workspace) {
  return store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto found, FindIn(transaction, principal));
    if (!found) return Fail(ErrorCode::kNotFound, "there is no principal {}", principal);
    TRY(const auto wanted, FindRole(transaction, role));
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
      TRY(auto role, FindRole(transaction, each.role));
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
    TRY(const auto other, FindRole(transaction, role.name));
    if (other != nullptr && !SameName(other->id, role.id))
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
    TRY(const auto role, FindRole(transaction, rule.role));
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
