#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/answer/running.h"
#include "api/server/client.h"
#include "app/config.h"
#include "app/metadata.h"
#include "base/clock.h"
#include "base/outbound.h"
#include "engine/duckdb/database.h"
#include "query/session.h"

namespace harrier::app {

/// A data directory opened by this process: the logs of its workspaces, and the means to query them.
struct DataDirectory {
  SystemClock clock;
  std::unique_ptr<engine::duckdb::Database> database;
  std::unique_ptr<Outbound> outbound;
  std::string spool;  // a folder for what is on its way in
  /// What the workspaces' services have in common; workspace, storage and find_workspace are each one's own.
  query::ServiceOptions query_options;

  static Result<std::unique_ptr<DataDirectory>> Open(const std::string& path, const Config& config);

  /// Queries over one of its workspaces.
  std::unique_ptr<query::Service> MakeService(std::string workspace, engine::Storage& storage,
                                              query::WorkspaceFinder find) const;
};

/// The storage of a workspace (name or guid; empty: the first one) of the directory at `path`.
Result<engine::Storage*> StorageOf(DataDirectory& directory, const std::string& path,
                                   const std::string& workspace);

/// What a command asks: a server, or a data directory that it opened itself because no server has it.
struct Target {
  std::unique_ptr<DataDirectory> directory;  // null: remote
  std::unique_ptr<query::Service> queries;   // of the directory
  api::RunningQueries running;
  /// Queries and management commands.
  std::unique_ptr<query::Service> commands;
  engine::Storage* storage = nullptr;  // of the workspace; null: remote
  std::optional<api::Client> client;   // of the remote one

  query::Service& service() const { return *commands; }

  /// One of `data` and `url` must be given. `workspace` is a name or a guid; empty: the first one.
  static Result<std::unique_ptr<Target>> Open(const std::string& data, const std::string& url,
                                              const std::string& workspace);
};

}  // namespace harrier::app
