#pragma once

#include <vector>

#include "api/server/router.h"

namespace harrier::api::web {

/// The page at "/" with its style and script.
std::vector<Route> Routes();

}  // namespace harrier::api::web
