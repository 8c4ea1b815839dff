#pragma once

#include <optional>

#include "access/role.h"
#include "api/identity/endpoint.h"
#include "api/server/gate.h"

namespace harrier::api::identity {

/// Tells who asks: by a token of ours, by the page's cookie (with its second secret in X-CSRF-Token, for
/// methods that change something), or, for the HTTP Data Collector API, by the workspace's key. Whoever comes
/// to a plain listener without any of them has `open_role`.
Authenticate MakeAuthenticate(const Endpoint& endpoint, const access::Role& open_role);

}  // namespace harrier::api::identity
