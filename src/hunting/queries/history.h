#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hunting/queries/spikes.h"
#include "store/hunting_runs.h"

namespace harrier::hunting {

/// A hunting query's counts of the last days.
struct QueryHistory {
  struct Day {
    int64_t day = 0;   // ticks, midnight
    int64_t rows = 0;  // of the day's last run
  };
  std::vector<Day> days;             // oldest first; days without a run are left out
  std::optional<Spike> spike;        // the last day against those before
  std::optional<int64_t> last_rows;  // of the newest run that ended
  std::optional<int64_t> last_previous;
  int64_t last_run = 0;  // ticks; 0: never
  store::HuntingRun::Status last_status = store::HuntingRun::Status::kDone;
  std::string last_error;
};

/// By query id, out of runs in order of their start. A day is the one in which a run's window ended.
std::map<std::string, QueryHistory> HistoryOf(std::span<const store::HuntingRun> runs);

}  // namespace harrier::hunting
