#pragma once

#include <string>

#include "api/log_analytics/routes.h"

namespace harrier::api::log_analytics {

/// What a workspace has, as JSON: its tables with their columns, its functions, itself (Azure Monitor docs,
/// Log Analytics API, metadata).
std::string MetadataText(const catalog::Catalog& catalog, const Endpoint& endpoint);

}  // namespace harrier::api::log_analytics
