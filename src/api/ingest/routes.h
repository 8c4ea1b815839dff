#pragma once

#include <string>
#include <vector>

#include "api/server/router.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"

namespace harrier::api {

/// What uploads of log files need; all of it must outlive the server.
struct IngestEndpoint {
  engine::Storage* storage = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  std::string spool_directory;
};

/// POST /api/v1/ingest?name=FILE[&table=T][&format=F][&map=YAML][&create=1][&add_columns=1][&force=1] with a
/// log file as its body: what `harrier ingest` sends to a running server. Answers a report as JSON.
std::vector<Route> IngestRoutes(const IngestEndpoint& endpoint);

}  // namespace harrier::api
