#pragma once

#include <string>
#include <vector>

#include "access/oidc/id_token.h"
#include "access/oidc/settings.h"
#include "base/error.h"

namespace harrier::access::oidc {

/// A role that the provider's claims give.
struct GivenRole {
  std::string role;       // its name or id
  std::string workspace;  // any of its names; empty: all of the tenant

  friend bool operator==(const GivenRole&, const GivenRole&) = default;
};

/// Whom a provider's claims describe. Only issuer and subject together say who it is: names and e-mail
/// addresses may be given to somebody else one day.
struct Person {
  std::string issuer;
  std::string subject;
  std::string name;  // login name
  std::string display_name;
  std::string email;  // empty if the provider says that nobody has verified it
  std::vector<GivenRole> roles;
};

/// kForbidden, with the setting that may be wrong, if there is no login name, or if the provider left out the
/// groups because there are too many.
Result<Person> PersonOf(const IdToken& token, const Settings& settings);

}  // namespace harrier::access::oidc
