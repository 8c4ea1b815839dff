#pragma once

#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "access/table_rules.h"
#include "access/throttle.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/ids.h"
#include "store/store.h"

namespace harrier::access {

/// A role that a principal has been given.
struct Assignment {
  std::string id;         // a guid
  std::string principal;  // object id
  std::string role;       // the role's id
  std::string workspace;  // its guid; empty: all of the tenant
  std::string source{};   // the issuer by whose claims it was given; empty: by somebody here
};

namespace oidc {
struct Person;
}

/// Somebody who has shown a secret.
struct Proven {
  Principal principal;
  /// Names that secret as it was then (Directory::Holds).
  std::string proof;
};

/// A secret of a service, without the secret itself.
struct SecretInfo {
  std::string id;       // a guid
  int64_t created = 0;  // ticks
  std::string text{};   // only where it was just made
};

/// The people and programs of the tenant, their roles and their secrets. Safe for use by several threads.
class Directory {
 public:
  /// `seal` has 32 bytes (Keyring); all must outlive it.
  Directory(store::Store* store, const Clock* clock, Ids* ids, std::string seal)
      : store_(store), clock_(clock), ids_(ids), seal_(std::move(seal)) {}

  /// kConflict if somebody has the login name, kInvalid if the password will not do.
  Result<Principal> AddUser(const store::Actor& actor, Principal user, std::string_view password);
  /// The same for somebody who logs in at an outside provider, and so has no password here: `user` has an
  /// issuer and a subject. kConflict if either is somebody's already.
  Result<Principal> AddExternalUser(const store::Actor& actor, Principal user);
  /// The one whom the provider's person is here, with name and roles brought up to what it says now: of
  /// roles, only those that came from it are taken away. kForbidden if it is nobody and `create` is false, or
  /// who is disabled; kConflict if somebody else has the login name. Roles name workspaces by their guids.
  Result<Principal> LogInExternal(const store::Actor& actor, const oidc::Person& person, bool create);
  Result<Principal> AddService(const store::Actor& actor, std::string_view display_name);
  /// With its roles and secrets. False: there was none.
  Result<bool> Remove(const store::Actor& actor, std::string_view id);
  Result<std::optional<Principal>> Find(std::string_view id);
  Result<std::vector<Principal>> List();

  /// A principal that is disabled cannot log in; its logins and tokens end at once, and stay ended when it is
  /// enabled again.
  Result<Principal> SetEnabled(const store::Actor& actor, std::string_view id, bool enabled);

  /// Whoever knew the old one is logged out.
  Status SetPassword(const store::Actor& actor, std::string_view user, std::string_view password);
  /// A new client secret of a service, beside those it has; its text cannot be read again.
  Result<SecretInfo> AddSecret(const store::Actor& actor, std::string_view service);
  Result<std::vector<SecretInfo>> Secrets(std::string_view service);
  /// Ends the tokens that were had for it too. False: the service has no such secret.
  Result<bool> RemoveSecret(const store::Actor& actor, std::string_view service, std::string_view id);
  /// The key by which the HTTP Data Collector API signs (base64); made at the first call.
  Result<std::string> WorkspaceKey(std::string_view workspace);

  /// Who has this login name and password. kForbidden if nobody, kBusy if it was tried too often.
  Result<Proven> CheckPassword(std::string_view login, std::string_view password, std::string_view address);
  /// The same for a client id and secret. Without a client id: of whichever service has the secret.
  Result<Proven> CheckSecret(std::string_view client_id, std::string_view secret, std::string_view address);
  /// Whether the secret that was shown then is still one of the principal's, who has not been disabled since.
  Result<bool> Holds(const Principal& principal, std::string_view proof);

  /// `role` is a role's name or id. Giving what is there already changes nothing.
  Status Assign(const store::Actor& actor, std::string_view principal, std::string_view role,
                std::string_view workspace);
  Result<bool> Unassign(const store::Actor& actor, std::string_view principal, std::string_view assignment);
  /// All, or of one principal only.
  Result<std::vector<Assignment>> Assignments(std::optional<std::string_view> principal);
  Result<std::vector<Grant>> GrantsOf(std::string_view principal);

  /// Built-in ones first.
  Result<std::vector<Role>> Roles();
  /// A custom role; an empty id makes a new one. kForbidden for a built-in one.
  Result<Role> PutRole(const store::Actor& actor, Role role);
  Result<bool> RemoveRole(const store::Actor& actor, std::string_view id);

  Result<std::vector<TableRule>> TableRules();
  /// An empty id makes a new one. `rule.role` is a role's name or id; that its rows are KQL is for the caller
  /// to see.
  Result<TableRule> PutTableRule(const store::Actor& actor, TableRule rule);
  Result<bool> RemoveTableRule(const store::Actor& actor, std::string_view id);

  /// Whether somebody may log in who may do everything.
  Result<bool> HasAdmin();

 private:
  Status Note(const store::Actor& actor, const Principal& principal, std::string reason);
  Result<Proven> CheckAny(const std::vector<Principal>& candidates, std::string_view kind,
                          std::string_view secret, std::string_view name, std::string_view address);

  store::Store* store_;
  const Clock* clock_;
  Ids* ids_;
  std::string seal_;
  /// Of one name from one address, and of all names from one: many programs share this machine's address, and
  /// a stranger elsewhere must not be able to lock somebody out.
  Throttle names_{5};
  Throttle addresses_{50};
  /// Each check takes 19 MiB.
  std::counting_semaphore<8> hashing_{4};
};

}  // namespace harrier::access
