#pragma once

#include <string>

#include "access/role.h"
#include "api/server/gate.h"

namespace harrier::api::identity {

/// Everybody who reaches a plain listener has this role; over TLS nobody is known.
Authenticate OpenToAll(const access::Role& role, std::string workspace);

}  // namespace harrier::api::identity
