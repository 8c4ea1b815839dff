#pragma once

#include <string>
#include <vector>

#include "api/answer/running.h"
#include "api/server/router.h"
#include "api/workspaces.h"
#include "base/clock.h"
#include "base/log.h"
#include "query/query_log.h"

namespace harrier::api::log_analytics {

/// What the Log Analytics query API serves; all of it must outlive the server.
struct Endpoint {
  query::Service* service = nullptr;
  RunningQueries* running = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  query::QueryLog* query_log = nullptr;  // may be null
  std::string workspace_id;              // a guid
  std::string workspace_name;            // the database
  std::vector<std::string> aliases{};    // other names for it
  const Workspaces* workspaces = nullptr;
};

std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::log_analytics
