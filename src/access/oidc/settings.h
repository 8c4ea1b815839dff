#pragma once

#include <string>
#include <vector>

namespace harrier::access::oidc {

/// Whoever has `value` in the roles claim has `role`.
struct RoleRule {
  std::string value;
  std::string role;       // its name or id
  std::string workspace;  // any of its names; empty: all of the tenant
};

/// An outside provider of logins (OpenID Connect), and what is made of what it says.
struct Settings {
  std::string issuer;         // "https://login.example.org/realms/soc", exactly as its tokens have it
  std::string client_id;      // that it knows Harrier by
  std::string client_secret;  // empty: a public client
  std::string name;           // of the provider, for people
  std::vector<std::string> scopes;
  std::vector<std::string> hosts;  // that may be asked beside the issuer's own
  std::string ca_file;             // certificates (PEM) to trust there; empty: the system's
  std::string name_claim;          // the login name
  std::string roles_claim;         // may be a path: "realm_access.roles"
  std::vector<RoleRule> roles;
  std::string default_role;   // of everybody whom the provider knows; empty: none
  bool create_users = false;  // of people who are not known here yet

  /// Whether the provider decides about roles.
  bool maps_roles() const { return !roles.empty() || !default_role.empty(); }
};

}  // namespace harrier::access::oidc
