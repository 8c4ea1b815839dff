#pragma once

#include "api/arm/endpoint.h"
#include "api/data_collector/routes.h"
#include "api/hunting/endpoint.h"
#include "api/identity/endpoint.h"
#include "api/ingest/routes.h"
#include "api/kusto/routes.h"
#include "api/log_analytics/routes.h"
#include "api/logs_ingestion/routes.h"
#include "api/workspaces.h"

namespace harrier::api {

/// What the APIs serve of one workspace; all of it must outlive the server.
struct Endpoints {
  kusto::Endpoint kusto{};
  log_analytics::Endpoint log_analytics{};
  IngestEndpoint ingest{};
  hunting::Endpoint hunting{};
  logs_ingestion::Endpoint logs_ingestion{};
  data_collector::Endpoint data_collector{};
};

/// What one origin serves: its workspaces, and what belongs to none of them. Likewise.
struct Origin {
  const Workspaces* workspaces = nullptr;
  arm::Endpoint arm{};
  identity::Endpoint identity{};
};

}  // namespace harrier::api
