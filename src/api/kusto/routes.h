#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "access/caller.h"
#include "api/answer/running.h"
#include "api/server/router.h"
#include "api/workspaces.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"
#include "query/query_log.h"
#include "query/session.h"
#include "store/store.h"

namespace harrier::api::kusto {

/// What the Kusto endpoint serves; all of it must outlive the server.
struct Endpoint {
  query::Service* service = nullptr;
  engine::Storage* storage = nullptr;
  RunningQueries* running = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  query::QueryLog* query_log = nullptr;  // may be null
  std::string workspace{};               // a guid
  const Workspaces* workspaces = nullptr;
  std::string database = "harrier";
  /// Other names for the database, beside NetDefaultDB.
  std::vector<std::string> aliases{};
  store::Store* store = nullptr;  // of ingestion mappings; may be null
  std::string spool_directory{};  // for blobs until they are taken in
  /// A token for the addresses of queued ingestion.
  std::function<Result<std::string>(const access::Caller&)> upload_token{};
};

/// Whether the database goes by this name, or no name was given.
bool Serves(const Endpoint& endpoint, std::string_view database);
/// Whether rows of this request may make the table that they are for.
bool MayMake(const Endpoint& endpoint, const Request& request, const std::string& table);

std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::kusto
