#include "hunting/threat_intelligence/threat_matcher.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kIndicators = "threatIntelligence/indicators";
constexpr size_t kChangesAtOnce = 500;
constexpr int64_t kPollNs = 300'000'000;
constexpr auto kPause = std::chrono::seconds(5);
/// Entries of the journal after which it is noted that nothing in them is to be searched for.
constexpr int64_t kSearchedEvery = 1000;

store::Actor Matcher() {
  return {.id = "system", .name = "Harrier", .email = "", .address = "", .surface = "matching"};
}

}  // namespace

void ThreatMatcher::Stop() {
  arrivals_thread_.request_stop();
  search_thread_.request_stop();
}

void ThreatMatcher::Start() {
  arrivals_thread_ = std::jthread([this](const std::stop_token& stop) { RunArrivals(stop); });
  search_thread_ = std::jthread([this](const std::stop_token& stop) { RunSearches(stop); });
}

Status ThreatMatcher::CatchUp() {
  TRY_OK(Refresh());
  TRY_OK(MatchArrivals({}));
  while (const auto search = NextSearch(true)) TRY_OK(SearchStored(*search, {}));
  for (const ObservedTable& table : ObservedTables()) TRY_OK(KeepMark(table, arrivals_[table.name], true));
  return Ok();
}

ThreatSearchStatus ThreatMatcher::status() const {
  const std::lock_guard lock(mutex_);
  ThreatSearchStatus status = status_;
  status.waiting = waiting_.size();
  return status;
}

std::string ThreatMatcher::PositionName(std::string_view what) const {
  return fmt::format("threat matching:{}:{}", parts_.workspace, what);
}

void ThreatMatcher::RunArrivals(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Status done = Refresh();
    if (done) {
      if (const auto matched = MatchArrivals(stop); !matched) done = tl::unexpected(matched.error());
    }
    if (done) {
      if (const auto woken = parts_.store->WaitForChanges(journal_.value_or(0), stop, kPollNs); woken)
        continue;
    } else if (!stop.stop_requested()) {
      parts_.log->Warning("arriving rows could not be compared with threat indicators; trying again",
                          {{"error", done.error().message}});
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kPause, [] { return false; });
  }
  for (const ObservedTable& table : ObservedTables()) (void)KeepMark(table, arrivals_[table.name], true);
}

void ThreatMatcher::RunSearches(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (const auto search = NextSearch(false)) {
      const Status done = SearchStored(*search, stop);
      if (done || stop.stop_requested()) continue;
      parts_.log->Warning("stored rows could not be searched for threat indicators; trying again",
                          {{"error", done.error().message}});
      const std::lock_guard lock(mutex_);
      status_.state = ThreatSearchStatus::State::kIdle;
      status_.error = done.error().message;
      for (const SoughtPtr& indicator : search->indicators) waiting_.try_emplace(indicator->name, indicator);
      waiting_end_ = std::max(waiting_end_, search->end);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, status_.error.empty() ? std::chrono::milliseconds(300) : kPause,
                   [] { return false; });
  }
}

void ThreatMatcher::Seek(const SoughtPtr& indicator) {
  const std::lock_guard lock(mutex_);
  waiting_[indicator->name] = indicator;
}

Result<int64_t> ThreatMatcher::SinceOf(const store::Object& object, const Indicator& indicator) {
  if (object.version == 1) return object.created;
  // What counts for arriving rows are the latest changes only.
  if (object.modified < parts_.clock->Now() - kTicksPerHour) return object.modified;
  TRY(const auto history, parts_.store->History(object.key));
  int64_t since = object.modified;
  for (const store::Change& change : history) {
    const auto before = FromJson<Indicator>(ParseObject(change.before));
    const auto after = FromJson<Indicator>(ParseObject(change.after));
    if (after && IsSoughtAnew(before ? &*before : nullptr, change.time, *after, change.time))
      since = change.time;
  }
  return indicator.revoked ? object.modified : since;
}

Status ThreatMatcher::Load() {
  TRY(started_, parts_.store->Position(PositionName("begun")));
  if (started_ == 0) {
    started_ = parts_.clock->Now();
    TRY_OK(parts_.store->SetPosition(PositionName("begun"), started_));
  }
  TRY(const int64_t end, parts_.store->LastSequence());
  TRY(const auto objects, parts_.store->Read([&](store::Transaction& transaction) {
    return transaction.List(parts_.workspace, kIndicators, "");
  }));
  for (const store::Object& object : objects) {
    const auto indicator = FromJson<Indicator>(ParseObject(object.body));
    if (!indicator) continue;
    TRY(const int64_t since, SinceOf(object, *indicator));
    if (const SoughtPtr sought = SoughtOf(*indicator, object.key, object.id, since)) index_.Put(sought);
  }
  // Searches that were not ended begin again.
  TRY(int64_t searched, parts_.store->Position(PositionName("searched")));
  kept_searched_ = searched;
  while (searched < end) {
    TRY(const auto changes, parts_.store->Changes(searched, kChangesAtOnce));
    if (changes.empty()) break;
    for (const store::Change& change : changes) {
      searched = change.sequence;
      if (change.key.kind != kIndicators || change.key.workspace != parts_.workspace || searched > end)
        continue;
      if (const SoughtPtr sought = index_.Get(change.key.name)) Seek(sought);
    }
  }
  const std::lock_guard lock(mutex_);
  waiting_end_ = end;
  journal_ = end;
  return Ok();
}

Status ThreatMatcher::Refresh() {
  {
    const std::lock_guard lock(mutex_);
    reading_ = true;
  }
  const Status read = ReadJournal();
  const std::lock_guard lock(mutex_);
  reading_ = false;
  return read;
}

Status ThreatMatcher::ReadJournal() {
  if (!journal_) TRY_OK(Load());
  while (true) {
    TRY(const auto changes, parts_.store->Changes(*journal_, kChangesAtOnce));
    if (changes.empty()) return KeepSearched();
    for (const store::Change& change : changes) {
      if (change.key.kind == kIndicators && change.key.workspace == parts_.workspace) TRY_OK(Apply(change));
    }
    journal_ = changes.back().sequence;
    const std::lock_guard lock(mutex_);
    waiting_end_ = *journal_;
  }
}

Status ThreatMatcher::KeepSearched() {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || status_.state != ThreatSearchStatus::State::kIdle) return Ok();
  }
  if (*journal_ - kept_searched_ < kSearchedEvery) return Ok();
  TRY_OK(parts_.store->SetPosition(PositionName("searched"), *journal_));
  kept_searched_ = *journal_;
  return Ok();
}

Status ThreatMatcher::Apply(const store::Change& change) {
  const std::string& name = change.key.name;
  const auto after = FromJson<Indicator>(ParseObject(change.after));
  const SoughtPtr old = index_.Get(name);
  index_.Remove(name);
  {
    const std::lock_guard lock(mutex_);
    waiting_.erase(name);
  }
  if (change.kind == store::ChangeKind::kDelete || !after) return Ok();
  const auto before = FromJson<Indicator>(ParseObject(change.before));
  const bool anew =
      old == nullptr || IsSoughtAnew(before ? &*before : nullptr, change.time, *after, change.time);
  const SoughtPtr sought = SoughtOf(*after, change.key, change.object_id, anew ? change.time : old->since);
  if (sought == nullptr) return Ok();
  index_.Put(sought);
  if (!anew) return Ok();
  Seek(sought);
  // What has come in since, and was compared before this was known, is compared again.
  for (auto& [table, arrivals] : arrivals_) {
    const auto at = arrivals.done.lower_bound(sought->since);
    if (at == arrivals.done.end()) continue;
    arrivals.done.erase(at, arrivals.done.end());
    arrivals.version.reset();
  }
  return Ok();
}

Status ThreatMatcher::Announce(MatchedHow how, size_t matches) {
  if (matches == 0 && how == MatchedHow::kArriving) return Ok();
  const json::object body{
      {"how", Text(HowName(how))}, {"matches", matches}, {"time", Text(FormatDatetime(parts_.clock->Now()))}};
  return parts_.store->Change(Matcher(), [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put({parts_.workspace, "threatIntelligence/matches", "", "latest"},
                           json::serialize(body)));
    return Ok();
  });
}

}  // namespace harrier::hunting
