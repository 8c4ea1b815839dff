#include <algorithm>

#include "access/directory.h"
#include "access/directory_objects.h"
#include "access/oidc/person.h"
#include "base/ascii.h"

namespace harrier::access {
namespace {

constexpr size_t kLongestName = 200;

const Principal* FindSubject(const std::vector<Principal>& all, std::string_view issuer,
                             std::string_view subject) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Principal& each) {
    return !each.issuer.empty() && each.issuer == issuer && each.subject == subject;
  });
  return found == all.end() ? nullptr : &*found;
}

bool IsTaken(const std::vector<Principal>& all, std::string_view name, std::string_view but) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Principal& each) { return each.id != but && SameAscii(each.name, name); });
}

Status Put(store::Transaction& transaction, const Principal& user) {
  TRY_OK(transaction.Put(KeyOf(kUsers, user.id), ToJson(user)));
  return Ok();
}

/// Gives what the claims give, and takes away what they gave and give no more.
Status SyncRoles(store::Transaction& transaction, Ids& ids, const Principal& user,
                 const std::vector<oidc::GivenRole>& roles) {
  std::vector<Assignment> wanted;
  for (const oidc::GivenRole& each : roles) {
    TRY(const auto role, RoleIn(transaction, each.role));
    // A custom role may have been removed since the settings were read.
    if (role != nullptr) wanted.push_back({"", user.id, role->id, each.workspace, user.issuer});
  }
  const auto same = [](const Assignment& a) {
    return [&a](const Assignment& b) { return a.role == b.role && SameAscii(a.workspace, b.workspace); };
  };
  TRY(auto given, AssignmentsIn(transaction, user.id));
  for (const Assignment& each : given) {
    if (each.source == user.issuer && std::none_of(wanted.begin(), wanted.end(), same(each)))
      TRY_OK(transaction.Delete(KeyOf(kAssignments, each.id, user.id)));
  }
  for (Assignment& each : wanted) {
    if (std::any_of(given.begin(), given.end(), same(each))) continue;
    each.id = ids.Random();
    TRY_OK(transaction.Put(KeyOf(kAssignments, each.id, user.id), ToJson(each)));
    given.push_back(each);
  }
  return Ok();
}

}  // namespace

Result<Principal> Directory::AddExternalUser(const store::Actor& actor, Principal user) {
  if (user.name.empty() || user.name.size() > kLongestName)
    return Fail(ErrorCode::kInvalid, "a user needs a login name of {} bytes at most", kLongestName);
  if (user.issuer.empty() || user.subject.empty())
    return Fail(ErrorCode::kInvalid, "who logs in at a provider is known by its issuer and a subject");
  user.kind = Principal::Kind::kUser;
  user.id = ids_->Random();
  if (user.display_name.empty()) user.display_name = user.name;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto all, ListIn(transaction));
    if (FindSubject(all, user.issuer, user.subject) != nullptr)
      return Fail(ErrorCode::kConflict, "there is a user with this subject already");
    if (IsTaken(all, user.name, ""))
      return Fail(ErrorCode::kConflict, "there is a user '{}' already", user.name);
    return Put(transaction, user);
  }));
  return user;
}

Result<Principal> Directory::LogInExternal(const store::Actor& actor, const oidc::Person& person,
                                           bool create) {
  Principal user;
  const auto change = [&](store::Transaction& transaction) -> Status {
    TRY(const auto all, ListIn(transaction));
    const Principal* const known = FindSubject(all, person.issuer, person.subject);
    if (known == nullptr && !create) {
      return Fail(ErrorCode::kForbidden,
                  "'{}' is not known here: an admin adds a user with the subject '{}', or sets "
                  "oidc.create_users",
                  person.name, person.subject);
    }
    if (known != nullptr && known->disabled)
      return Fail(ErrorCode::kForbidden, "'{}' has been disabled here", known->name);
    const bool taken = IsTaken(all, person.name, known == nullptr ? "" : known->id);
    // Whoever has the name at the provider is not therefore the one who has it here.
    if (known == nullptr && taken) {
      return Fail(ErrorCode::kConflict,
                  "there is another user '{}' here already: an admin removes one, or names another claim in "
                  "oidc.claim",
                  person.name);
    }
    user = known == nullptr ? Principal{} : *known;
    if (known == nullptr) user.id = ids_->Random();
    user.issuer = person.issuer;
    user.subject = person.subject;
    if (!taken) user.name = person.name;
    user.display_name = person.display_name;
    user.email = person.email;
    if (known == nullptr || ToJson(user) != ToJson(*known)) TRY_OK(Put(transaction, user));
    return SyncRoles(transaction, *ids_, user, person.roles);
  };
  TRY_OK(store_->Change(actor, change, "as the provider of the login says"));
  return user;
}

}  // namespace harrier::access
