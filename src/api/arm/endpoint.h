#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/server/http.h"
#include "base/clock.h"
#include "base/log.h"
#include "query/session.h"
#include "store/store.h"

/// Azure's resource manager as Sentinel's clients use it: Microsoft.SecurityInsights, and the parts of
/// Microsoft.OperationalInsights that belong to a workspace.
namespace harrier::api::arm {

/// A workspace under its coordinates in the resource manager.
struct Workspace {
  std::string id;  // a guid: customerId, and the store's name for it
  std::string subscription;
  std::string resource_group;
  std::string name;
  std::string location = "local";
  query::Service* service = nullptr;
  engine::Storage* storage = nullptr;

  /// "/subscriptions/…/providers/Microsoft.OperationalInsights/workspaces/<name>"
  std::string resource_id() const;
};

/// What the resource manager's API serves; all of it must outlive the server.
struct Endpoint {
  store::Store* store = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  std::string tenant;  // a guid
  std::vector<Workspace> workspaces;
};

/// A request to one workspace.
struct Context {
  const Endpoint& endpoint;
  const Workspace& workspace;
  const Request& request;
  /// Parts of the path that name the workspace: subscription, resource group and, for most, its name.
  size_t coordinates = 3;

  /// The captured parts of the path below the workspace.
  std::string_view Part(size_t index) const;
  store::Actor actor() const;
  /// What the caller sees of the workspace's tables; null: all.
  query::ViewPtr view() const;
  /// The workspace's tables and functions as far as the caller sees them.
  catalog::CatalogPtr catalog() const;
};

}  // namespace harrier::api::arm
