#include "hunting/threat_intelligence/threat_matcher.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/journal/log_batches.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kIndicators = "threatIntelligence/indicators";
constexpr size_t kChangesAtOnce = 500;
constexpr int64_t kPollNs = 300'000'000;
constexpr auto kPause = std::chrono::seconds(5);
/// Copies of old rows may come with a time of their own; one that is longer ago than this is not compared.
constexpr int64_t kStragglers = 2 * kTicksPerMinute;
/// So long further indicators are waited for, which one search can look for together.
constexpr int64_t kGather = kTicksPerSecond;
constexpr uint64_t kRowsAtOnce = 50'000;
/// Matches that are listed one by one: of one indicator in a column, of rows that came in together, and of
/// stored rows.
constexpr size_t kMostArriving = 1000;
constexpr size_t kMostStored = 10'000;
constexpr size_t kRowsInBatch = 2000;
/// Entries of the journal after which it is noted that nothing in them is to be searched for.
constexpr int64_t kSearchedEvery = 1000;
constexpr int64_t kMarkEvery = 10 * kTicksPerSecond;

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

Result<size_t> ThreatMatcher::MatchArrivals(const std::stop_token& stop) {
  size_t matches = 0;
  for (const ObservedTable& observed : ObservedTables()) {
    if (stop.stop_requested()) break;
    TRY(const size_t more, MatchTable(observed, arrivals_[observed.name], stop));
    matches += more;
  }
  if (matches > 0) TRY_OK(Announce(MatchedHow::kArriving, matches));
  return matches;
}

Result<size_t> ThreatMatcher::MatchTable(const ObservedTable& observed, Arrivals& arrivals,
                                         const std::stop_token& stop) {
  const uint64_t version = parts_.storage->Version(observed.name);
  if (arrivals.version == version) return 0;
  if (!arrivals.mark) {
    TRY(const int64_t kept, parts_.store->Position(PositionName(observed.name)));
    arrivals.kept_mark = kept;
    arrivals.mark = std::max(kept, started_);
  }
  const catalog::TablePtr table = parts_.storage->catalog()->FindTable(observed.name);
  if (table == nullptr) return 0;
  if (index_.empty()) {
    // Whatever comes to be sought is searched for in what is here now.
    arrivals.mark = std::max(*arrivals.mark, parts_.clock->Now());
    arrivals.done.clear();
    arrivals.version = version;
    return 0;
  }
  const ArrivalRange range{std::max(*arrivals.mark - kStragglers, started_), INT64_MAX};
  TRY(const auto counts, CountArrivals(*parts_.engine, *table, range, stop));
  if (!arrivals.known) {
    const catalog::TablePtr kept = parts_.storage->catalog()->FindTable(kThreatMatches);
    if (kept == nullptr) return Fail(ErrorCode::kInternal, "there is no table {}", kThreatMatches);
    TRY(arrivals.known,
        ReadKnownMatches(*parts_.engine, *kept, observed.name, range, MatchedHow::kArriving, stop));
  }
  size_t matches = 0;
  uint64_t rows = 0;
  std::map<int64_t, uint64_t> chunk;
  const auto match = [&]() -> Status {
    if (chunk.empty()) return Ok();
    TRY(const size_t more, MatchChunk(*table, observed, arrivals, chunk, stop));
    matches += more;
    chunk.clear();
    rows = 0;
    return Ok();
  };
  for (const auto& [time, count] : counts) {
    if (const auto done = arrivals.done.find(time); done != arrivals.done.end() && done->second == count)
      continue;
    chunk[time] = count;
    rows += count;
    if (rows >= kRowsAtOnce) TRY_OK(match());
  }
  TRY_OK(match());
  const int64_t cut = *arrivals.mark - kStragglers;
  arrivals.done.erase(arrivals.done.begin(), arrivals.done.lower_bound(cut));
  std::erase_if(*arrivals.known, [&](const auto& each) { return each.first.arrived < cut; });
  TRY_OK(KeepMark(observed, arrivals, false));
  arrivals.version = version;
  return matches;
}

Result<size_t> ThreatMatcher::MatchChunk(const catalog::Table& table, const ObservedTable& observed,
                                         Arrivals& arrivals, const std::map<int64_t, uint64_t>& chunk,
                                         const std::stop_token& stop) {
  MatchRows rows(parts_.workspace, std::string(observed.name), MatchedHow::kArriving, kMostArriving,
                 parts_.clock->Now(), *arrivals.known);
  LogSearch search{*parts_.engine,
                   table,
                   observed,
                   index_,
                   {chunk.begin()->first, chunk.rbegin()->first + 1},
                   [&](const SoughtIndicator& indicator, int64_t arrived) {
                     return indicator.since <= arrived && indicator.ValidAt(arrived) &&
                            chunk.contains(arrived);
                   },
                   stop};
  TRY_OK(SearchLogs(search, [&](const ThreatHit& hit) -> Status {
    rows.Add(hit);
    return Ok();
  }));
  const std::vector<LogRow> made = rows.Finish();
  if (!made.empty()) {
    TRY_OK(AppendRows(*parts_.storage, made,
                      fmt::format("threats:{}:{}-{}:{}", observed.name, chunk.begin()->first,
                                  chunk.rbegin()->first, parts_.ids->Random()),
                      parts_.clock->Now()));
  }
  rows.Keep();
  for (const auto& [time, count] : chunk) arrivals.done[time] = count;
  arrivals.mark = std::max(*arrivals.mark, chunk.rbegin()->first);
  return made.size();
}

Status ThreatMatcher::KeepMark(const ObservedTable& observed, Arrivals& arrivals, bool at_once) {
  if (!arrivals.mark || *arrivals.mark <= arrivals.kept_mark) return Ok();
  if (!at_once && *arrivals.mark - arrivals.kept_mark < kMarkEvery) return Ok();
  TRY_OK(parts_.store->SetPosition(PositionName(observed.name), *arrivals.mark));
  arrivals.kept_mark = *arrivals.mark;
  return Ok();
}

std::optional<ThreatMatcher::Search> ThreatMatcher::NextSearch(bool at_once) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty() || reading_) return std::nullopt;
  const int64_t now = parts_.clock->Now();
  Search search;
  for (const auto& [name, indicator] : waiting_) {
    if (!at_once && indicator->since + kGather > now) return std::nullopt;
    if (indicator->ValidAt(now)) search.indicators.push_back(indicator);
  }
  search.end = waiting_end_;
  waiting_.clear();
  status_ = {.state = ThreatSearchStatus::State::kSearching,
             .waiting = 0,
             .indicators = search.indicators.size(),
             .tables = 0,
             .tables_done = 0,
             .table = {},
             .matches = 0,
             .started = now,
             .finished = 0,
             .error = {}};
  return search;
}

Status ThreatMatcher::SearchStored(const Search& search, const std::stop_token& stop) {
  // Rows with an earlier time than an indicator may have been on their way when it was made.
  parts_.storage->Settle();
  IndicatorIndex index;
  ArrivalRange range{0, 0};
  for (const SoughtPtr& indicator : search.indicators) {
    index.Put(indicator);
    range.to = std::max(range.to, indicator->since);
  }
  std::vector<std::pair<catalog::TablePtr, const ObservedTable*>> tables;
  const catalog::CatalogPtr catalog = parts_.storage->catalog();
  for (const ObservedTable& observed : ObservedTables()) {
    const catalog::TablePtr table = catalog->FindTable(observed.name);
    if (table == nullptr) continue;
    TRY(const auto stats, parts_.storage->Stats(observed.name));
    if (stats.rows > 0) tables.emplace_back(table, &observed);
  }
  {
    const std::lock_guard lock(mutex_);
    status_.tables = tables.size();
  }
  size_t matches = 0;
  for (const auto& [table, observed] : tables) {
    {
      const std::lock_guard lock(mutex_);
      status_.table = table->name;
    }
    TRY(const size_t more, SearchTable(*table, *observed, index, range, stop));
    matches += more;
    const std::lock_guard lock(mutex_);
    ++status_.tables_done;
  }
  TRY_OK(parts_.store->SetPosition(PositionName("searched"), search.end));
  TRY_OK(Announce(MatchedHow::kRetro, matches));
  const std::lock_guard lock(mutex_);
  status_.state = ThreatSearchStatus::State::kIdle;
  status_.table.clear();
  status_.finished = parts_.clock->Now();
  return Ok();
}

Result<size_t> ThreatMatcher::SearchTable(const catalog::Table& table, const ObservedTable& observed,
                                          const IndicatorIndex& index, ArrivalRange range,
                                          const std::stop_token& stop) {
  const catalog::TablePtr kept = parts_.storage->catalog()->FindTable(kThreatMatches);
  if (kept == nullptr) return Fail(ErrorCode::kInternal, "there is no table {}", kThreatMatches);
  TRY(KnownMatches known,
      ReadKnownMatches(*parts_.engine, *kept, observed.name, {}, MatchedHow::kRetro, stop));
  std::erase_if(known, [&](const auto& each) { return index.Get(each.first.indicator) == nullptr; });
  MatchRows rows(parts_.workspace, std::string(observed.name), MatchedHow::kRetro, kMostStored,
                 parts_.clock->Now(), known);
  size_t matches = 0;
  const auto write = [&](const std::vector<LogRow>& made) -> Status {
    if (made.empty()) return Ok();
    TRY_OK(AppendRows(*parts_.storage, made,
                      fmt::format("threats:{}:stored:{}", observed.name, parts_.ids->Random()),
                      parts_.clock->Now()));
    matches += made.size();
    const std::lock_guard lock(mutex_);
    status_.matches += static_cast<int64_t>(made.size());
    return Ok();
  };
  const LogSearch search{
      *parts_.engine,
      table,
      observed,
      index,
      range,
      [](const SoughtIndicator& indicator, int64_t arrived) { return arrived < indicator.since; },
      stop};
  TRY_OK(SearchLogs(search, [&](const ThreatHit& hit) -> Status {
    rows.Add(hit);
    return rows.waiting() < kRowsInBatch ? Ok() : write(rows.Take());
  }));
  TRY_OK(write(rows.Finish()));
  return matches;
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
