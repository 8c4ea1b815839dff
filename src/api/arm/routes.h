#pragma once

#include <vector>

#include "api/arm/endpoint.h"
#include "api/server/router.h"

namespace harrier::api::arm {

/// All of the resource manager's routes.
std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::arm
