#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "hunting/threat_intelligence/match_rows.h"
#include "store/store.h"

namespace harrier::hunting {

/// What the matching of one workspace works with; all must outlive it.
struct ThreatMatcherParts {
  engine::Engine* engine = nullptr;
  engine::Storage* storage = nullptr;  // of the workspace
  store::Store* store = nullptr;
  const Clock* clock = nullptr;
  Ids* ids = nullptr;
  Log* log = nullptr;
  std::string workspace;  // a guid
};

/// How far the search for new indicators in stored rows is.
struct ThreatSearchStatus {
  enum class State : uint8_t { kIdle, kSearching };
  State state = State::kIdle;
  size_t waiting = 0;  // indicators for the next search
  size_t indicators = 0;
  size_t tables = 0;
  size_t tables_done = 0;
  std::string table;  // that is being read
  int64_t matches = 0;
  int64_t started = 0;  // ticks; 0: there was no search since the server began
  int64_t finished = 0;
  std::string error;
};

/// Finds a workspace's threat indicators in its logs. Rows that came in since an indicator is there are
/// compared as they arrive; rows that were there before are searched once, for all indicators that are new at
/// the time. Either way matches become rows of ThreatIntelMatches, each once.
class ThreatMatcher {
 public:
  explicit ThreatMatcher(ThreatMatcherParts parts) : parts_(std::move(parts)) {}
  ~ThreatMatcher() { Stop(); }

  /// Works on threads of its own from now on.
  void Start();
  /// Ends the threads; what they have not done is done by the next one.
  void Stop();
  /// Does all there is to do now, in the caller's thread. Not beside Start.
  Status CatchUp();

  ThreatSearchStatus status() const;

 private:
  /// Rows of one table, by the time at which they came in.
  struct Arrivals {
    std::optional<uint64_t> version;
    std::optional<int64_t> mark;  // rows that came in until then are done, but for stragglers
    int64_t kept_mark = 0;
    std::map<int64_t, uint64_t> done;  // rows done by time of arrival, of the latest
    std::optional<KnownMatches> known;
  };
  struct Search {
    std::vector<SoughtPtr> indicators;
    int64_t end = 0;  // of the journal
  };

  Status Load();
  /// Takes in what has become of the indicators. No search begins meanwhile, so that an import is one.
  Status Refresh();
  Status ReadJournal();
  Status Apply(const store::Change& change);
  Status KeepSearched();
  Result<int64_t> SinceOf(const store::Object& object, const Indicator& indicator);
  void Seek(const SoughtPtr& indicator);

  /// Compares what has come in; how many matches.
  Result<size_t> MatchArrivals(const std::stop_token& stop);
  Result<size_t> MatchTable(const ObservedTable& observed, Arrivals& arrivals, const std::stop_token& stop);
  Result<size_t> MatchChunk(const catalog::Table& table, const ObservedTable& observed, Arrivals& arrivals,
                            const std::map<int64_t, uint64_t>& chunk, const std::stop_token& stop);
  Status KeepMark(const ObservedTable& observed, Arrivals& arrivals, bool at_once);

  /// What is to be searched for, once it has settled; nullopt if there is nothing.
  std::optional<Search> NextSearch(bool at_once);
  Status SearchStored(const Search& search, const std::stop_token& stop);
  Result<size_t> SearchTable(const catalog::Table& table, const ObservedTable& observed,
                             const IndicatorIndex& index, ArrivalRange range, const std::stop_token& stop);

  /// Lets the journal say that there are new matches.
  Status Announce(MatchedHow how, size_t matches);
  std::string PositionName(std::string_view what) const;

  void RunArrivals(const std::stop_token& stop);
  void RunSearches(const std::stop_token& stop);

  ThreatMatcherParts parts_;
  IndicatorIndex index_;  // of the thread of arrivals
  std::map<std::string_view, Arrivals> arrivals_;
  std::optional<int64_t> journal_;  // until there the index is up to date; unset: not loaded
  int64_t kept_searched_ = 0;
  int64_t started_ = 0;  // when matching began in this workspace

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::string, SoughtPtr> waiting_;  // for a search, by name
  int64_t waiting_end_ = 0;
  bool reading_ = false;  // more of what is to wait is on its way
  ThreatSearchStatus status_;

  std::jthread arrivals_thread_;
  std::jthread search_thread_;
};

}  // namespace harrier::hunting
