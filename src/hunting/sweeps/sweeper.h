#pragma once

#include "hunting/queries/query_runs.h"
#include "hunting/queries/result_keeper.h"
#include "hunting/sweeps/sweep.h"

namespace harrier::hunting {

/// What sweeps work with; all must outlive them.
struct SweeperParts {
  engine::Storage* storage = nullptr;
  store::Store* store = nullptr;
  QueryChecks* checks = nullptr;
  ResultKeeper* results = nullptr;
  const Clock* clock = nullptr;
  Ids* ids = nullptr;
  std::string workspace;
  /// What somebody may see now: a sweep sees what its maker sees, and who wrote it or its query last.
  std::function<query::ViewPtr(const store::Actor&)> view_of;
};

/// Runs the sweeps of a workspace when they are due, and keeps a report of each run.
class Sweeper {
 public:
  explicit Sweeper(SweeperParts parts) : parts_(std::move(parts)) {}

  /// Runs those that are due now; how many. One that fails does not keep the others from running.
  Result<size_t> RunDue(std::stop_token stop);
  /// Runs one whether it is due or not; kNotFound.
  Result<SweepReport> RunNow(const std::string& name, std::stop_token stop);

 private:
  Result<SweepReport> Run(const store::Object& object, std::stop_token stop);
  /// The report of a sweep's last run; nullopt if it never ran.
  Result<std::optional<SweepReport>> LastReport(const store::Object& object);

  SweeperParts parts_;
};

}  // namespace harrier::hunting
