#pragma once

#include <vector>

#include "api/identity/endpoint.h"
#include "api/server/router.h"

namespace harrier::api::identity {

/// Tokens and where to get them: OAuth2 as MSAL and azure-identity speak it, the managed identity of App
/// Service, and what clients ask first to find out about the cloud that they talk to.
std::vector<Route> TokenRoutes(const Endpoint& endpoint);
std::vector<Route> DiscoveryRoutes(const Endpoint& endpoint);

/// The page's own login: /api/v1/login, logout and me.
std::vector<Route> LoginRoutes(const Endpoint& endpoint);

/// Logging in at an outside provider (OpenID Connect, authorization code with PKCE), and which ways in there
/// are.
std::vector<Route> OidcRoutes(const Endpoint& endpoint);

/// People and programs with their secrets; roles, who has them, and what they see of tables.
std::vector<Route> PeopleRoutes(const Endpoint& endpoint);
std::vector<Route> RoleRoutes(const Endpoint& endpoint);

}  // namespace harrier::api::identity
