#include "access/directory_objects.h"

#include "base/ascii.h"

namespace harrier::access {

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

Result<std::shared_ptr<const Role>> RoleIn(store::Transaction& transaction, std::string_view name_or_id) {
  if (const Role* const built_in = FindBuiltInRole(name_or_id))
    return std::make_shared<const Role>(*built_in);
  TRY(const auto objects, transaction.List("", kRoleDefinitions, ""));
  for (const store::Object& object : objects) {
    Role role = RoleFrom(object.key.name, object.body);
    if (SameAscii(role.id, name_or_id) || SameAscii(role.name, name_or_id))
      return std::make_shared<const Role>(std::move(role));
  }
  return nullptr;
}

Result<bool> HasAdminIn(store::Transaction& transaction) {
  const Role* const admin = FindBuiltInRole("Admin");
  TRY(const auto assignments, AssignmentsIn(transaction, std::nullopt));
  for (const Assignment& each : assignments) {
    if (each.role != admin->id || !each.workspace.empty()) continue;
    TRY(const auto principal, FindIn(transaction, each.principal));
    if (principal && principal->kind == Principal::Kind::kUser && !principal->disabled &&
        principal->issuer.empty())
      return true;
  }
  return false;
}

Status KeepAnAdmin(store::Transaction& transaction, bool had) {
  if (!had) return Ok();
  TRY(const bool has, HasAdminIn(transaction));
  if (!has) return Fail(ErrorCode::kConflict, "this is the last admin; make another one first");
  return Ok();
}

}  // namespace harrier::access
