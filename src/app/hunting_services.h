#pragma once

#include <string>
#include <thread>

#include "app/data_directory.h"
#include "app/metadata.h"
#include "base/log.h"
#include "hunting/queries/query_runs.h"
#include "hunting/sweeps/sweeper.h"
#include "hunting/threat_intelligence/threat_matcher.h"

namespace harrier::app {

/// What works on the hunting objects of one workspace while a server runs: runs of hunting queries, their
/// kept results, sweeps, and the matching of threat indicators.
class HuntingServices {
 public:
  /// Where it works: a guid, and what that workspace has.
  struct Place {
    std::string workspace;
    engine::Storage* storage;
    query::Service* service;
    query::QueryLog* query_log;
  };

  /// All must outlive it.
  HuntingServices(const Place& place, DataDirectory& directory, Metadata& metadata, Log& log);

  hunting::QueryChecks& checks() { return checks_; }
  hunting::QueryRuns& runs() { return runs_; }
  hunting::ResultKeeper& results() { return results_; }
  hunting::Sweeper& sweeper() { return sweeper_; }
  hunting::ThreatMatcher& threats() { return threats_; }

  /// Begins to run sweeps and to match threat indicators.
  void Start();
  /// Ends what works by itself; what is asked for goes on.
  void Stop();

 private:
  hunting::QueryChecks checks_;
  hunting::ResultKeeper results_;
  hunting::QueryRuns runs_;
  hunting::Sweeper sweeper_;
  hunting::ThreatMatcher threats_;
  Log& log_;
  std::jthread sweeps_;
};

}  // namespace harrier::app
