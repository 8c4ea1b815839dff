#include "ingest/demo/demo.h"

#include <algorithm>
#include <utility>

#include "ingest/demo/calendar.h"
#include "ingest/demo/simulation.h"

namespace harrier::ingest::demo {
namespace {

class NoSink final : public BatchSink {
 public:
  Status Accept(runtime::Batch) override { return Ok(); }
};

int64_t StartOf(const DemoOptions& options) {
  return options.end_ticks - kDemoDays * kTicksPerDay;
}

void ScheduleLife(Simulation& sim) {
  ScheduleWindowsServers(sim);
  ScheduleLinuxServers(sim);
  ScheduleWorkdays(sim);
  ScheduleEdge(sim);
  ScheduleAws(sim);
  ScheduleDirectory(sim);
}

bool Later(const std::pair<std::string, runtime::ColumnBuilder>& column, size_t row, int64_t than) {
  return column.second.View().cell<int64_t>(row) >= than;
}

}  // namespace

Status GenerateDemo(const DemoOptions& options, BatchSink& sink) {
  Simulation sim(options, StartOf(options), options.end_ticks, &sink);
  ScheduleLife(sim);
  ScheduleRedHerrings(sim);
  ScheduleHostCampaign(sim);
  ScheduleCloudCampaign(sim);
  TRY_OK(sim.RunUntil(options.end_ticks));
  return sim.logs.Flush();
}

std::string DemoStory(const DemoOptions& options) {
  // The campaigns depend on seed and end only: they run alone, unseen, and tell their steps.
  NoSink nowhere;
  DemoOptions small = options;
  small.scale = 0.001;
  Simulation sim(small, StartOf(options), options.end_ticks, &nowhere);
  for (size_t i = 0; i < sim.machines.size(); ++i) {
    if (sim.machines[i] != nullptr && sim.world.hosts[i].kind != HostKind::kLaptop)
      sim.machines[i]->Boot(sim.start);
  }
  ScheduleRedHerrings(sim);
  ScheduleHostCampaign(sim);
  ScheduleCloudCampaign(sim);
  ScheduleHostCampaignEnd(sim, options.end_ticks - 1);
  if (!sim.RunUntil(options.end_ticks)) return {};
  return sim.story.Json(options.seed, StartOf(options), options.end_ticks);
}

/// Keeps the rows of a call's time and holds back those of later.
class DemoFeed::Collector final : public BatchSink {
 public:
  Status Accept(runtime::Batch batch) override {
    batches_.push_back(std::move(batch));
    return Ok();
  }

  std::vector<runtime::Batch> TakeUntil(int64_t until) {
    std::vector<runtime::Batch> ready, held;
    for (runtime::Batch& batch : batches_) Split(batch, until, ready, held);
    batches_ = std::move(held);
    return ready;
  }

 private:
  static void Split(runtime::Batch& batch, int64_t until, std::vector<runtime::Batch>& ready,
                    std::vector<runtime::Batch>& held) {
    const auto& time = batch.columns.front();
    size_t later = 0;
    for (size_t row = 0; row < batch.rows(); ++row) later += Later(time, row, until) ? 1 : 0;
    if (later == 0) return ready.push_back(std::move(batch));
    if (later == batch.rows()) return held.push_back(std::move(batch));
    runtime::Batch now{batch.table, {}}, then{batch.table, {}};
    for (const auto& [name, cells] : batch.columns) {
      now.columns.emplace_back(name, runtime::ColumnBuilder(cells.type()));
      then.columns.emplace_back(name, runtime::ColumnBuilder(cells.type()));
      for (size_t row = 0; row < batch.rows(); ++row) {
        (Later(time, row, until) ? then : now)
            .columns.back()
            .second.Append(runtime::ValueAt(cells.View(), row));
      }
    }
    ready.push_back(std::move(now));
    held.push_back(std::move(then));
  }

  std::vector<runtime::Batch> batches_;
};

DemoFeed::DemoFeed(const DemoOptions& options)
    : options_(options), collector_(std::make_unique<Collector>()) {}
DemoFeed::~DemoFeed() = default;
DemoFeed::DemoFeed(DemoFeed&&) noexcept = default;
DemoFeed& DemoFeed::operator=(DemoFeed&&) noexcept = default;

std::vector<runtime::Batch> DemoFeed::Next(int64_t from_ticks, int64_t to_ticks) {
  if (simulation_ == nullptr) {
    const int64_t start = std::max(from_ticks, options_.end_ticks);
    simulation_ = std::make_unique<Simulation>(options_, start, start + 366 * kTicksPerDay, collector_.get());
    ScheduleLife(*simulation_);
    ScheduleRedHerrings(*simulation_);
    ScheduleHostCampaignEnd(*simulation_, start + Seconds(90));
  }
  // The collector never fails.
  if (!simulation_->RunUntil(to_ticks) || !simulation_->logs.Flush()) return {};
  return collector_->TakeUntil(to_ticks);
}

}  // namespace harrier::ingest::demo
