#include "base/ticks.h"
#include "hunting/journal/log_batches.h"
#include "hunting/threat_intelligence/threat_matcher.h"

namespace harrier::hunting {
namespace {

/// So long further indicators are waited for, which one search can look for together.
constexpr int64_t kGather = kTicksPerSecond;
/// Matches that are listed one by one, of one indicator in a column.
constexpr size_t kMostStored = 10'000;
constexpr size_t kRowsInBatch = 2000;

}  // namespace

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

}  // namespace harrier::hunting
