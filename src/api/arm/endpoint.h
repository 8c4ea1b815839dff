#pragma once

#include <functional>
#include <memory>
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

/// What is asked of a workspace that is to be made.
struct NewWorkspace {
  std::string resource_group;
  std::string name;
  std::string location;
};

/// What the resource manager's API serves; all of it must outlive the server.
struct Endpoint {
  store::Store* store = nullptr;
  const Clock* clock = nullptr;
  Log* log = nullptr;
  std::string tenant;  // a guid
  /// Those that there are, the first one first.
  std::function<std::shared_ptr<const std::vector<Workspace>>()> workspaces;
  /// Makes one, or finds it as it is: true if it is new. kInvalid for a name that will not do, kConflict for
  /// one that another resource group has.
  std::function<Result<bool>(const store::Actor& actor, const NewWorkspace& wanted)> make_workspace;
  /// What signs rows of the Data Collector API.
  std::function<Result<std::string>(const Workspace& workspace)> workspace_key;
  /// Its rows stay on the disk. kConflict for the first workspace.
  std::function<Status(const store::Actor& actor, const Workspace& workspace)> remove_workspace;
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
