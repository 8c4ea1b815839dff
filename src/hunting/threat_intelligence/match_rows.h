#pragma once

#include <map>
#include <string>
#include <vector>

#include "hunting/journal/log_row.h"
#include "hunting/threat_intelligence/log_search.h"

namespace harrier::hunting {

inline constexpr std::string_view kThreatMatches = "ThreatIntelMatches";

/// How a match was found.
enum class MatchedHow : uint8_t { kArriving, kRetro };
std::string_view HowName(MatchedHow how);

/// What names a match in its table: equal rows that came in together are told apart by their number.
struct MatchIdentity {
  std::string indicator;  // name
  std::string column;
  int64_t arrived = 0;
  std::string row_hash;  // empty: of further rows that are not listed one by one

  auto operator<=>(const MatchIdentity&) const = default;
};
/// How often each is in the log table already.
using KnownMatches = std::map<MatchIdentity, int64_t>;

/// The matches of a table's rows that the log table has.
Result<KnownMatches> ReadKnownMatches(engine::Engine& engine, const catalog::Table& matches,
                                      std::string_view table, ArrivalRange range, MatchedHow how,
                                      std::stop_token stop);

/// Makes rows of hits: only of those that are not known. Of one indicator and column it lists `most` rows one
/// by one, of arriving rows for each time of arrival; further ones become one row that says how many.
class MatchRows {
 public:
  /// `known` must outlive it.
  MatchRows(std::string workspace, std::string table, MatchedHow how, size_t most, int64_t now,
            KnownMatches& known);

  void Add(const ThreatHit& hit);
  /// Adds rows for what was not listed, and gives those that were not yet taken; once, after the last hit.
  std::vector<LogRow> Finish();
  /// Adds what was made to what is known; after its rows are kept.
  void Keep();
  /// The rows made since the last call.
  std::vector<LogRow> Take();
  size_t waiting() const { return rows_.size(); }

 private:
  struct Group {
    size_t listed = 0;
    int64_t more = 0;
    std::optional<ThreatHit> last;
  };
  LogRow RowOf(const ThreatHit& hit, std::string_view row, std::string_view hash, int64_t count) const;

  std::string workspace_;
  std::string table_;
  MatchedHow how_;
  size_t most_;
  int64_t now_;
  KnownMatches& known_;
  KnownMatches seen_;  // of those that are known
  KnownMatches made_;
  std::map<MatchIdentity, Group> groups_;  // without hashes
  std::vector<LogRow> rows_;
};

}  // namespace harrier::hunting
