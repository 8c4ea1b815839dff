#pragma once

#include <optional>
#include <string>

#include "api/server/http.h"

namespace harrier::api::kusto {

/// The database that a request names, in its path or in whichever body it has (a query, a message of queued
/// ingestion); nullopt: none, or the one that clients call NetDefaultDB when they know no better.
std::optional<std::string> DatabaseIn(const Request& request);

}  // namespace harrier::api::kusto
