#include "base/ticks.h"
#include "hunting/journal/log_batches.h"
#include "hunting/threat_intelligence/threat_matcher.h"

namespace harrier::hunting {
namespace {

/// Copies of old rows may come with a time of their own; one that is longer ago than this is not compared.
constexpr int64_t kStragglers = 2 * kTicksPerMinute;
constexpr uint64_t kRowsAtOnce = 50'000;
/// Matches that are listed one by one, of one indicator in a column and of rows that came in together.
constexpr size_t kMostArriving = 1000;
constexpr int64_t kMarkEvery = 10 * kTicksPerSecond;

}  // namespace

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

}  // namespace harrier::hunting
