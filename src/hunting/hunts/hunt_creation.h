#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "hunting/hunts/hunt.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/saved_searches/saved_search.h"
#include "store/store.h"

namespace harrier::hunting {

/// The category of queries that a hunt has for itself, which no list of hunting queries shows.
inline constexpr std::string_view kHuntQueryCategory = "Hunt Queries";

/// What a new hunt is made of.
struct NewHunt {
  Hunt hunt;
  std::vector<HuntingQuery> queries;  // to be cloned: the hunt's are its own from then on
  std::string workspace;              // a guid
  std::string
      workspace_path;  // its id in the resource manager, before "/providers/Microsoft.SecurityInsights"
};

/// A copy of a query, of a hunt's category, with the mappings that its content brings.
SavedSearch CloneOf(const HuntingQuery& query);

/// Makes a hunt with clones of the queries, all or nothing, and gives its name. Tactics and techniques of the
/// queries become the hunt's, where it has none.
Result<std::string> CreateHunt(store::Transaction& transaction, Ids& ids, int64_t now, NewHunt fresh);

/// How hunting goes in a workspace (Sentinel docs, hunts: the bar above the list).
struct HuntMetrics {
  int64_t hunts = 0;
  int64_t active = 0;
  int64_t validated = 0;    // hypotheses
  int64_t invalidated = 0;  // hypotheses
  int64_t incidents = 0;    // that came out of hunts
  int64_t rules = 0;        // likewise
};
Result<HuntMetrics> MetricsOf(store::Transaction& transaction, std::string_view workspace);

}  // namespace harrier::hunting
