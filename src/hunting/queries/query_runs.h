#pragma once

#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "hunting/queries/availability.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/queries/query_checks.h"
#include "hunting/queries/window.h"
#include "query/query_log.h"
#include "store/store.h"

namespace harrier::hunting {

/// What came of one query in a run of many.
struct QueryOutcome {
  std::string query;  // its id
  int64_t version = 0;
  store::HuntingRun::Status status = store::HuntingRun::Status::kDone;
  std::optional<int64_t> rows{};      // in the window
  std::optional<int64_t> previous{};  // in the one before
  std::string error{};                // of a failed one, with its place in the text
  Availability availability{};
  int64_t duration_ns = 0;   // of both counts
  std::string parameters{};  // JSON: the values it ran with; empty if it has none

  /// Rows more than before; unset unless both are known.
  std::optional<int64_t> delta() const {
    return rows && previous ? std::optional(*rows - *previous) : std::nullopt;
  }
};

/// Queries to be counted over a window and the one before it.
struct RunSelection {
  std::vector<HuntingQuery> queries;
  HuntingWindow window;
  std::string workspace;
  store::Actor user;
  query::ViewPtr view{};  // what the user may see
  query::Asker asker{};   // the same user, for the log of queries
  store::HuntingRun::Kind kind = store::HuntingRun::Kind::kCurrent;
  json::object parameters{};  // values for those queries that declare them
  /// Values of single queries, by id, which count in place of `parameters`.
  std::map<std::string, json::object> parameters_of{};
};

/// How far a run has come.
struct RunState {
  std::string id;
  HuntingWindow window;
  std::string user;     // object id
  int64_t started = 0;  // ticks
  size_t total = 0;
  bool finished = false;
  bool cancelled = false;
  std::string failure{};               // why the outcomes could not be remembered, if so
  std::vector<QueryOutcome> outcomes;  // in the order in which they were told
};

/// What runs work with; all must outlive them.
struct QueryRunsParts {
  query::Service* service = nullptr;
  query::QueryLog* log = nullptr;  // may be null
  QueryChecks* checks = nullptr;
  engine::Storage* storage = nullptr;
  store::Store* store = nullptr;
  const Clock* clock = nullptr;
  Ids* ids = nullptr;
};

/// Runs many hunting queries in the background (run all, run selected, sweeps): counts, without making rows,
/// told as they come and remembered as store::HuntingRun. Safe for use by several threads.
class QueryRuns {
 public:
  explicit QueryRuns(const QueryRunsParts& parts) : parts_(parts) {}
  /// Cancels what still runs.
  ~QueryRuns();

  /// The run's id. kBusy if the user has as many runs going as one may.
  Result<std::string> Start(RunSelection selection);
  /// Ends a run; what is done stays. False if it had ended already; kNotFound.
  Result<bool> Cancel(std::string_view workspace, std::string_view id);
  Result<RunState> State(std::string_view workspace, std::string_view id);
  /// The same once there are more than `seen` outcomes or it has finished, or after `timeout_ns`.
  Result<RunState> Wait(std::string_view workspace, std::string_view id, size_t seen, int64_t timeout_ns);
  /// Calls `changed`, from any thread, whenever there is something new, for as long as what it returns is
  /// kept. Null if the run has ended.
  std::shared_ptr<void> Listen(std::string_view workspace, std::string_view id,
                               std::function<void()> changed);

 private:
  struct Run;
  std::shared_ptr<Run> Find(std::string_view workspace, std::string_view id);
  void Work(Run& run);
  void WorkOn(Run& run, std::span<const HuntingQuery> queries);
  void Tell(Run& run, QueryOutcome outcome);
  Status Remember(Run& run, size_t from);

  QueryRunsParts parts_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Run>> runs_;  // the newest first
};

}  // namespace harrier::hunting
