#pragma once

#include "api/arm/endpoint.h"
#include "api/data_collector/routes.h"
#include "api/hunting/endpoint.h"
#include "api/identity/endpoint.h"
#include "api/ingest/routes.h"
#include "api/kusto/routes.h"
#include "api/log_analytics/routes.h"
#include "api/logs_ingestion/routes.h"
#include "api/server/router.h"

namespace harrier::api {

/// What all the APIs serve; all of it must outlive the server.
struct Endpoints {
  kusto::Endpoint kusto{};
  log_analytics::Endpoint log_analytics{};
  IngestEndpoint ingest{};
  arm::Endpoint arm{};
  hunting::Endpoint hunting{};
  identity::Endpoint identity{};
  logs_ingestion::Endpoint logs_ingestion{};
  data_collector::Endpoint data_collector{};
};

/// The whole route table of the one origin.
Router AllRoutes(const Endpoints& endpoints);

}  // namespace harrier::api
