#pragma once

#include "api/endpoints.h"
#include "api/server/router.h"

namespace harrier::api {

/// The whole route table of the one origin.
Router AllRoutes(const Origin& origin);

}  // namespace harrier::api
