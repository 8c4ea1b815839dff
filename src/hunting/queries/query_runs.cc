#include "hunting/queries/query_runs.h"

#include <algorithm>
#include <atomic>

#include "base/ticks.h"

namespace harrier::hunting {
namespace {

using store::HuntingRun;

/// Runs of one user at a time, and of finished ones how many are kept at hand.
constexpr size_t kMostOfUser = 2;
constexpr size_t kMostKept = 100;
/// The first few are counted before the others are even looked at, so that something is seen at once.
constexpr size_t kFirstPart = 40;
/// The history that is shown, and some days more.
constexpr int64_t kRemembered = 35 * kTicksPerDay;

}  // namespace

struct QueryRuns::Run {
  explicit Run(RunSelection what) : selection(std::move(what)) {}

  RunSelection selection;
  std::stop_source stop;
  std::mutex mutex;
  std::condition_variable changed;
  RunState state;
  std::vector<std::weak_ptr<std::function<void()>>> listeners;
  std::atomic<bool> ended = false;

  /// With the mutex held.
  void Notify() {
    changed.notify_all();
    std::erase_if(listeners, [](const auto& listener) {
      const auto call = listener.lock();
      if (call) (*call)();
      return call == nullptr;
    });
  }
  std::jthread thread;  // last, so that it ends before what it uses
};

QueryRuns::~QueryRuns() {
  for (const auto& run : runs_) run->stop.request_stop();
  for (const auto& run : runs_) {
    if (run->thread.joinable()) run->thread.join();
  }
}

Result<std::string> QueryRuns::Start(RunSelection selection) {
  const int64_t now = parts_.clock->Now();
  auto run = std::make_shared<Run>(std::move(selection));
  run->state.id = parts_.ids->Ordered(now);
  run->state.window = run->selection.window;
  run->state.user = run->selection.user.id;
  run->state.started = now;
  run->state.total = run->selection.queries.size();
  const std::lock_guard lock(mutex_);
  const auto going = std::count_if(runs_.begin(), runs_.end(), [&](const auto& other) {
    return !other->ended && other->selection.user.id == run->selection.user.id;
  });
  if (static_cast<size_t>(going) >= kMostOfUser) {
    return Fail(ErrorCode::kBusy, "{} runs of yours are going on: wait for one, or cancel it", going);
  }
  size_t kept = 0;
  std::erase_if(runs_, [&](const auto& other) { return other->ended && ++kept >= kMostKept; });
  runs_.push_front(run);
  run->thread = std::jthread([this, raw = run.get()] { Work(*raw); });
  return run->state.id;
}

std::shared_ptr<QueryRuns::Run> QueryRuns::Find(std::string_view workspace, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto at = std::find_if(runs_.begin(), runs_.end(), [&](const auto& run) {
    return run->state.id == id && run->selection.workspace == workspace;
  });
  return at == runs_.end() ? nullptr : *at;
}

Result<bool> QueryRuns::Cancel(std::string_view workspace, std::string_view id) {
  const std::shared_ptr<Run> run = Find(workspace, id);
  if (run == nullptr) return Fail(ErrorCode::kNotFound, "there is no run '{}' going on", id);
  if (run->ended) return false;
  {
    const std::lock_guard lock(run->mutex);
    run->state.cancelled = true;
  }
  run->stop.request_stop();
  return true;
}

Result<RunState> QueryRuns::State(std::string_view workspace, std::string_view id) {
  return Wait(workspace, id, 0, 0);
}

Result<RunState> QueryRuns::Wait(std::string_view workspace, std::string_view id, size_t seen,
                                 int64_t timeout_ns) {
  if (const std::shared_ptr<Run> run = Find(workspace, id)) {
    std::unique_lock lock(run->mutex);
    run->changed.wait_for(lock, std::chrono::nanoseconds(timeout_ns),
                          [&] { return run->state.finished || run->state.outcomes.size() > seen; });
    return run->state;
  }
  TRY(const std::vector<HuntingRun> kept, parts_.store->hunting_runs().OfBatch(workspace, id));
  if (kept.empty()) return Fail(ErrorCode::kNotFound, "there is no run '{}'", id);
  RunState state;
  state.id = id;
  state.user = kept.front().user;
  state.started = kept.front().started;
  state.finished = true;
  std::map<std::string, size_t> places;
  for (const HuntingRun& one : kept) {
    const auto [at, is_new] = places.emplace(one.query, state.outcomes.size());
    if (is_new) state.outcomes.push_back({.query = one.query, .version = one.query_version});
    QueryOutcome& outcome = state.outcomes[at->second];
    if (one.kind == HuntingRun::Kind::kPrevious) {
      outcome.previous = one.rows;
      continue;
    }
    state.window = {one.window_to, one.window_to - one.window_from};
    outcome.rows = one.rows;
    outcome.status = one.status;
    outcome.error = one.error;
    outcome.parameters = one.parameters;
    outcome.duration_ns = one.duration_ns;
  }
  state.total = state.outcomes.size();
  return state;
}

std::shared_ptr<void> QueryRuns::Listen(std::string_view workspace, std::string_view id,
                                        std::function<void()> changed) {
  const std::shared_ptr<Run> run = Find(workspace, id);
  if (run == nullptr) return nullptr;
  auto listener = std::make_shared<std::function<void()>>(std::move(changed));
  const std::lock_guard lock(run->mutex);
  run->listeners.push_back(listener);
  return listener;
}

void QueryRuns::Tell(Run& run, QueryOutcome outcome) {
  const std::lock_guard lock(run.mutex);
  run.state.outcomes.push_back(std::move(outcome));
  run.Notify();
}

void QueryRuns::Work(Run& run) {
  const std::span<const HuntingQuery> all = run.selection.queries;
  const size_t first = std::min(kFirstPart, all.size());
  WorkOn(run, all.first(first));
  if (first < all.size()) WorkOn(run, all.subspan(first));
  const std::lock_guard lock(run.mutex);
  run.state.finished = true;
  run.ended = true;
  run.Notify();
}

/// Looks at each query, counts those that can run, over both windows, and remembers what came of it.
void QueryRuns::WorkOn(Run& run, std::span<const HuntingQuery> queries) {
  const HuntingWindow& window = run.selection.window;
  const size_t before = run.state.outcomes.size();
  std::vector<query::Request> requests;  // two for each that runs: the window, and the one before
  std::vector<QueryOutcome> outcomes;
  std::vector<const HuntingQuery*> asked;
  for (const HuntingQuery& hunting : queries) {
    QueryOutcome outcome{.query = hunting.id, .version = hunting.version};
    if (run.stop.stop_requested()) {
      outcome.status = HuntingRun::Status::kCancelled;
      Tell(run, std::move(outcome));
      continue;
    }
    const std::shared_ptr<const QueryCheck> check = parts_.checks->Of(hunting.query, run.selection.view);
    if (!check->error.empty()) {
      outcome.status = HuntingRun::Status::kFailed;
      outcome.error = check->error;
      Tell(run, std::move(outcome));
      continue;
    }
    const auto own = run.selection.parameters_of.find(hunting.id);
    const auto values =
        ValuesFor(check->parameters, hunting.parameters,
                  own == run.selection.parameters_of.end() ? run.selection.parameters : own->second);
    if (!values) {
      outcome.status = HuntingRun::Status::kFailed;
      outcome.error = values.error().message;
      Tell(run, std::move(outcome));
      continue;
    }
    outcome.parameters = values->text();
    outcome.availability = AvailabilityOf(check->tables, *parts_.storage, window.to);
    if (outcome.availability.state == Availability::State::kMissing) {
      outcome.status = HuntingRun::Status::kNotAvailable;
      Tell(run, std::move(outcome));
      continue;
    }
    for (const HuntingWindow& each : {window, window.Before()}) {
      query::Request request = RequestOver(each, hunting.query, check->has_own_time, parts_.clock->Now());
      request.parameters = values->literals;
      request.view = run.selection.view;
      request.stop = run.stop.get_token();
      requests.push_back(std::move(request));
    }
    outcomes.push_back(std::move(outcome));
    asked.push_back(&hunting);
  }
  std::vector<int> open(outcomes.size(), 2);
  std::unique_ptr<query::Service> logged;
  if (parts_.log != nullptr)
    logged = query::LoggedBy(*parts_.service, *parts_.log, *parts_.clock, run.selection.asker);
  (logged ? *logged : *parts_.service).Count(requests, [&](size_t number, Result<query::Counted> counted) {
    QueryOutcome& outcome = outcomes[number / 2];
    if (counted) {
      (number % 2 == 0 ? outcome.rows : outcome.previous) = static_cast<int64_t>(counted->rows);
      outcome.duration_ns += counted->duration_ns;
    } else {
      const bool cancelled = counted.error().code == ErrorCode::kCancelled;
      outcome.status = cancelled ? HuntingRun::Status::kCancelled : HuntingRun::Status::kFailed;
      if (!cancelled) outcome.error = ErrorText(counted.error(), asked[number / 2]->query);
    }
    if (--open[number / 2] == 0) Tell(run, outcome);
  });
  Status kept = Remember(run, before);
  if (kept) {
    if (const auto pruned = parts_.store->hunting_runs().Prune(parts_.clock->Now() - kRemembered); !pruned)
      kept = tl::unexpected(pruned.error());
  }
  if (!kept) {
    const std::lock_guard lock(run.mutex);
    run.state.failure = kept.error().message;
  }
}

Status QueryRuns::Remember(Run& run, size_t from) {
  const RunSelection& selection = run.selection;
  std::vector<HuntingRun> kept;
  const auto add = [&](const QueryOutcome& outcome, HuntingRun::Kind kind, const HuntingWindow& window,
                       std::optional<int64_t> rows) {
    HuntingRun& one = kept.emplace_back();
    one.id = parts_.ids->Ordered(run.state.started);
    one.batch = run.state.id;
    one.workspace = selection.workspace;
    one.query = outcome.query;
    one.query_version = outcome.version;
    one.kind = kind;
    one.window_from = window.from();
    one.window_to = window.to;
    one.rows = rows;
    one.duration_ns = outcome.duration_ns;
    one.status = outcome.status;
    one.error = outcome.error;
    one.user = selection.user.id;
    one.started = run.state.started;
    one.parameters = outcome.parameters;
  };
  for (size_t i = from; i < run.state.outcomes.size(); ++i) {
    const QueryOutcome& outcome = run.state.outcomes[i];
    add(outcome, selection.kind, selection.window, outcome.rows);
    if (outcome.previous)
      add(outcome, HuntingRun::Kind::kPrevious, selection.window.Before(), outcome.previous);
  }
  return parts_.store->hunting_runs().Add(kept);
}

}  // namespace harrier::hunting
