#pragma once

#include <string>

#include "access/directory.h"
#include "access/keyring.h"
#include "access/logins.h"
#include "access/oidc/provider.h"
#include "access/tenant.h"
#include "api/server/http.h"
#include "api/workspaces.h"
#include "base/clock.h"
#include "base/log.h"

namespace harrier::api::identity {

/// What logins and tokens need; all of it must outlive the server. Without keys nobody can log in.
struct Endpoint {
  access::Directory* directory = nullptr;
  access::Logins* logins = nullptr;
  const access::Keyring* keys = nullptr;
  access::Tenant tenant{};
  const Workspaces* workspaces = nullptr;
  access::oidc::Provider* oidc = nullptr;  // null: nobody logs in elsewhere
  const Clock* clock = nullptr;
  Log* log = nullptr;
};

/// Seconds since 1970.
int64_t UnixNow(const Clock& clock);

/// The secret in the page's cookie; empty if there is none.
std::string CookieOf(const Request& request);
/// Sets or, with an empty token, removes it.
std::string SetCookie(std::string_view token);

/// The same for a login that has begun at the provider, whose answer comes from another site.
std::string AttemptOf(const Request& request);
std::string SetAttempt(std::string_view sealed);

}  // namespace harrier::api::identity
