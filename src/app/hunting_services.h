#pragma once

#include <thread>

#include "app/metadata.h"
#include "app/workspace.h"
#include "hunting/journal/journal_feed.h"
#include "hunting/journal/outbox.h"
#include "hunting/journal/query_log_writer.h"
#include "hunting/queries/query_runs.h"
#include "hunting/sweeps/sweeper.h"

namespace harrier::app {

/// What works on the hunting objects while a server runs: the log of queries, the journal's replay into log
/// tables, runs of hunting queries, and sweeps.
class HuntingServices {
 public:
  /// All must outlive it. `provider` is the path before the names of the workspace's objects.
  HuntingServices(Workspace& workspace, Metadata& metadata, Log& log, const std::string& provider);

  query::QueryLog& query_log() { return query_log_; }
  hunting::QueryChecks& checks() { return checks_; }
  hunting::QueryRuns& runs() { return runs_; }
  hunting::ResultKeeper& results() { return results_; }
  hunting::JournalFeed& journal() { return journal_; }
  hunting::Sweeper& sweeper() { return sweeper_; }

  /// Begins to replay the journal and to run sweeps.
  void Start();

 private:
  hunting::QueryLogWriter query_log_;
  hunting::Outbox outbox_;
  hunting::JournalFeed journal_;
  hunting::QueryChecks checks_;
  hunting::ResultKeeper results_;
  hunting::QueryRuns runs_;
  hunting::Sweeper sweeper_;
  Log& log_;
  std::jthread sweeps_;
};

}  // namespace harrier::app
