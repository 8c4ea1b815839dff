#pragma once

#include <string>
#include <vector>

#include "api/server/router.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"
#include "query/session.h"
#include "store/store.h"

/// Azure Monitor's Logs Ingestion API (Azure Monitor docs, Logs Ingestion API).
namespace harrier::api::logs_ingestion {

/// What it needs; all of it must outlive the server.
struct Endpoint {
  engine::Storage* storage = nullptr;
  query::Service* service = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  store::Store* store = nullptr;  // of data collection rules
  std::string workspace{};        // the guid of theirs
};

/// POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=…
std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::logs_ingestion
