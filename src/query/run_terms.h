#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "engine/engine.h"
#include "query/admission.h"
#include "query/limited_stream.h"
#include "query/session.h"
#include "query/watchdog.h"

namespace harrier::query {

/// How a prepared query runs.
struct Terms {
  ResultLimits limits{};
  std::chrono::nanoseconds allowed{};
  Admission::Clock::time_point deadline{};
  std::stop_token stop{};
  std::shared_ptr<Watchdog::Watched> watched{};  // once it runs
  bool allow_partial = false;

  /// Its time runs from now on.
  void Begin() { deadline = Admission::Clock::now() + allowed; }
  /// What is left of its time; kTimeout if nothing is.
  Result<engine::RunOptions> Remaining(const std::stop_token& until) const;
};

/// How a request wants to run, its time begun.
Terms TermsOf(const Request& request, const ServiceOptions& options);

/// Runs a plan; an end by the watchdog says so. `terms` must be watched.
Result<std::unique_ptr<engine::ResultStream>> RunWatched(engine::Engine& engine, const plan::Node& root,
                                                         const Terms& terms);

/// All rows of a plan, which must be few: kLimit, naming `what`, if there are more than `most`.
Result<std::vector<std::vector<Value>>> RowsOfPlan(engine::Engine& engine, const plan::Node& root,
                                                   const Terms& terms, size_t most, std::string_view what);

}  // namespace harrier::query
