#pragma once

#include <vector>

#include "api/kusto/routes.h"

namespace harrier::api::kusto {

/// POST /api/v1/query/diagnostics: what is wrong with a query, where, and how it would be run; for editors.
/// The body is that of /v2/rest/query.
std::vector<Route> DiagnosticsRoutes(const Endpoint& endpoint);

}  // namespace harrier::api::kusto
