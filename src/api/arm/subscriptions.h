#pragma once

#include <memory>
#include <vector>

#include "api/arm/endpoint.h"
#include "api/server/router.h"

namespace harrier::api::arm {

/// Subscriptions, resource groups, and the workspaces in them.
std::vector<Route> SubscriptionRoutes(const std::shared_ptr<const Endpoint>& endpoint);

/// The refusal of a request that says no api-version.
std::optional<Response> RefuseVersion(const Request& request);

}  // namespace harrier::api::arm
