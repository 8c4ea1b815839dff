#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/answer/running.h"
#include "api/server/client.h"
#include "app/config.h"
#include "base/clock.h"
#include "base/outbound.h"
#include "engine/duckdb/database.h"
#include "query/session.h"

namespace harrier::app {

/// A data directory opened by this process.
struct Workspace {
  SystemClock clock;
  std::unique_ptr<engine::duckdb::Database> database;
  std::unique_ptr<Outbound> outbound;
  std::unique_ptr<query::Service> service;
  std::string spool;  // a folder for what is on its way in
  api::RunningQueries running;
  /// `service`, with management commands.
  std::unique_ptr<query::Service> commands;

  static Result<std::unique_ptr<Workspace>> Open(const std::string& directory, const Config& config);
};

/// What a command asks: a server, or a data directory that it opened itself because no server has it.
struct Target {
  std::unique_ptr<Workspace> workspace;    // null: remote
  std::unique_ptr<query::Service> remote;  // null: own workspace
  std::optional<api::Client> client;       // of the remote one

  query::Service& service() const { return remote ? *remote : *workspace->commands; }

  /// One of `data` and `url` must be given.
  static Result<Target> Open(const std::string& data, const std::string& url);
};

}  // namespace harrier::app
