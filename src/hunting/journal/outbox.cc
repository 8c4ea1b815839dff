#include "hunting/journal/outbox.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include "hunting/journal/log_batches.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kDone = "log tables";
/// The end of the batch that is being appended. A batch that was cut short is appended again with the same
/// end, hence with the same ids, though the journal has grown since.
constexpr std::string_view kBegun = "log tables, begun";

constexpr size_t kMostChanges = 500;
/// How long a commit of another process may go unnoticed.
constexpr int64_t kPollNs = 250'000'000;
constexpr auto kFirstPause = std::chrono::milliseconds(100);
constexpr auto kLongestPause = std::chrono::seconds(10);

void Sleep(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Outbox::~Outbox() {
  thread_.request_stop();
}

void Outbox::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Status Outbox::CatchUp() {
  for (bool more = true; more;) {
    TRY(more, Step());
  }
  return Ok();
}

void Outbox::Run(const std::stop_token& stop) {
  std::chrono::milliseconds pause = kFirstPause;
  while (!stop.stop_requested()) {
    Result<bool> step = Step();
    if (step && !*step) {
      Result<bool> woken = options_.store->WaitForChanges(position_.value_or(0), stop, kPollNs);
      if (!woken) step = std::move(woken);
    }
    if (step) {
      pause = kFirstPause;
      continue;
    }
    options_.log->Warning("changes could not be written to the log tables; trying again",
                          {{"error", step.error().message}, {"pause_ms", std::to_string(pause.count())}});
    Sleep(stop, pause);
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

Result<bool> Outbox::Step() {
  store::Store& store = *options_.store;
  if (!position_) {
    TRY(position_, store.Position(kDone));
  }
  TRY(const int64_t begun, store.Position(kBegun));
  const bool again = begun > *position_;
  const size_t count = again ? static_cast<size_t>(begun - *position_) : kMostChanges;
  TRY(const std::vector<store::Change> changes, store.Changes(*position_, count));
  if (changes.empty()) return false;
  const int64_t end = changes.back().sequence;
  if (!again) TRY_OK(store.SetPosition(kBegun, end));
  TRY_OK(AppendAll(changes));
  TRY_OK(store.SetPosition(kDone, end));
  position_ = end;
  return true;
}

Result<std::vector<store::Change>> Outbox::Below(const RowMaker& maker, const store::Change& change) {
  std::vector<store::Change> below;
  for (const std::string_view kind : maker.below) {
    TRY(std::vector<store::Change> more,
        options_.store->ChangesBelow(change.key.workspace, kind, store::ParentFor(change.key),
                                     change.sequence));
    below.insert(below.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return below;
}

Status Outbox::AppendAll(const std::vector<store::Change>& changes) {
  std::map<std::string_view, std::vector<LogRow>> rows;  // by workspace
  for (const store::Change& change : changes) {
    if (options_.storage_of(change.key.workspace) == nullptr) continue;
    std::optional<store::Change> creation;
    if (change.kind != store::ChangeKind::kCreate) {
      TRY(creation, options_.store->Creation(change.key, change.object_id));
    }
    const std::string provider = options_.provider_of(change.key.workspace);
    for (const RowMaker& maker : options_.makers) {
      if (!maker.kind.empty() && maker.kind != change.key.kind) continue;
      TRY(const std::vector<store::Change> below, Below(maker, change));
      const Changed changed{change, creation ? *creation : change, provider, below};
      for (LogRow& row : maker.make(changed)) rows[change.key.workspace].push_back(std::move(row));
    }
  }
  // Sequences begin anew in a new store, correlations do not.
  const std::string batch_id = fmt::format("journal:{}-{}:{}", changes.front().sequence,
                                           changes.back().sequence, changes.back().correlation);
  for (const auto& [workspace, its_rows] : rows) {
    engine::Storage* const storage = options_.storage_of(workspace);
    if (storage == nullptr) continue;
    TRY_OK(AppendRows(*storage, its_rows, fmt::format("{}:{}", batch_id, workspace), options_.clock->Now()));
  }
  return Ok();
}

}  // namespace harrier::hunting
