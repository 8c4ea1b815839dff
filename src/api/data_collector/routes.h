#pragma once

#include <vector>

#include "api/server/router.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"

/// Azure Monitor's HTTP Data Collector API (Azure Monitor docs, Data Collector API).
namespace harrier::api::data_collector {

/// What it needs; all of it must outlive the server.
struct Endpoint {
  engine::Storage* storage = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
};

/// POST /api/logs?api-version=2016-04-01
std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::data_collector
