#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/server/router.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"
#include "hunting/collection_rules/collection_rule.h"
#include "query/session.h"

/// Azure Monitor's Logs Ingestion API (Azure Monitor docs, Logs Ingestion API).
namespace harrier::api::logs_ingestion {

/// What it needs; all of it must outlive the server.
struct Endpoint {
  engine::Storage* storage = nullptr;
  query::Service* service = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  /// By its immutable id: a rule belongs to a resource group, and says itself where its rows go.
  std::function<Result<std::optional<harrier::hunting::CollectionRule>>(std::string_view id)> find_rule{};
  /// The name of the workspace that the rows of a rule go to; nullopt: there is no such rule.
  std::function<std::optional<std::string>(std::string_view id)> workspace_of{};
};

/// POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=…
std::vector<Route> Routes(const Endpoint& endpoint);

}  // namespace harrier::api::logs_ingestion
