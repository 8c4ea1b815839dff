#include "hunting/queries/history.h"

#include "base/ticks.h"

namespace harrier::hunting {
namespace {

using store::HuntingRun;

void Add(const HuntingRun& run, QueryHistory& history) {
  history.last_run = run.started;
  history.last_status = run.status;
  history.last_error = run.error;
  history.last_rows = run.rows;
  if (run.status != HuntingRun::Status::kDone || !run.rows) return;
  const int64_t day = run.window_to / kTicksPerDay * kTicksPerDay;
  if (history.days.empty() || history.days.back().day < day) history.days.push_back({day, 0});
  if (history.days.back().day == day) history.days.back().rows = *run.rows;
}

}  // namespace

std::map<std::string, QueryHistory> HistoryOf(std::span<const HuntingRun> runs) {
  std::map<std::string, QueryHistory> out;
  std::map<std::string, std::string_view> last_batch;
  for (const HuntingRun& run : runs) {
    if (run.kind == HuntingRun::Kind::kPrevious) continue;
    Add(run, out[run.query]);
    last_batch[run.query] = run.batch;
  }
  for (const HuntingRun& run : runs) {
    if (run.kind == HuntingRun::Kind::kPrevious && last_batch[run.query] == run.batch)
      out[run.query].last_previous = run.rows;
  }
  for (auto& [query, history] : out) {
    if (history.days.empty()) continue;
    std::vector<double> before;
    for (size_t i = 0; i + 1 < history.days.size(); ++i)
      before.push_back(static_cast<double>(history.days[i].rows));
    history.spike = SpikeOf(static_cast<double>(history.days.back().rows), before);
  }
  return out;
}

}  // namespace harrier::hunting
