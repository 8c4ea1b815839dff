#pragma once

#include <boost/json/fwd.hpp>

#include "api/server/router.h"
#include "base/clock.h"
#include "hunting/journal/journal_feed.h"
#include "hunting/queries/query_runs.h"
#include "hunting/queries/result_keeper.h"
#include "hunting/sweeps/sweeper.h"
#include "hunting/threat_intelligence/threat_matcher.h"
#include "store/store.h"

/// What the page shows of hunting, at /api/v1/hunting: queries with what their runs gave, and the runs
/// themselves.
namespace harrier::api::hunting {

/// All of it must outlive the server.
struct Endpoint {
  query::Service* service = nullptr;
  query::QueryLog* query_log = nullptr;  // may be null
  engine::Storage* storage = nullptr;
  store::Store* store = nullptr;
  const Clock* clock = nullptr;
  harrier::hunting::QueryChecks* checks = nullptr;
  harrier::hunting::QueryRuns* runs = nullptr;
  harrier::hunting::ResultKeeper* results = nullptr;
  std::string workspace;  // a guid
  harrier::hunting::JournalFeed* journal = nullptr;
  harrier::hunting::Sweeper* sweeper = nullptr;
  Ids* ids = nullptr;
  std::string workspace_path{};  // its id in the resource manager
  harrier::hunting::ThreatMatcher* threats = nullptr;
};

std::vector<Route> Routes(const Endpoint& endpoint);
std::vector<Route> QueryRoutes(const Endpoint& endpoint);
std::vector<Route> QueryEditRoutes(const Endpoint& endpoint);
std::vector<Route> VersionRoutes(const Endpoint& endpoint);
std::vector<Route> RunRoutes(const Endpoint& endpoint);
std::vector<Route> ResultRoutes(const Endpoint& endpoint);
std::vector<Route> ParameterRoutes(const Endpoint& endpoint);
std::vector<Route> HuntTemplateRoutes(const Endpoint& endpoint);
std::vector<Route> HuntRoutes(const Endpoint& endpoint);
std::vector<Route> BookmarkRoutes(const Endpoint& endpoint);
std::vector<Route> BookmarkEditRoutes(const Endpoint& endpoint);
std::vector<Route> IncidentRoutes(const Endpoint& endpoint);
std::vector<Route> SweepRoutes(const Endpoint& endpoint);
std::vector<Route> ThreatRoutes(const Endpoint& endpoint);
std::vector<Route> ThreatAdditionRoutes(const Endpoint& endpoint);
std::vector<Route> EventRoutes(const Endpoint& endpoint);

/// A handler over the endpoint: its answer, or the error as the page gets it.
using Answerer = std::function<Result<Response>(const Endpoint& endpoint, const Request& request)>;
Handler Answering(const Endpoint& endpoint, Answerer answer);
/// 200 with the value, or the error as the page gets it.
Response JsonAnswer(const boost::json::value& value, int status = 200);
Response FailureAnswer(const Error& error);
/// The body as a JSON object; an empty one is an empty object.
Result<boost::json::object> BodyOf(const Request& request);
store::Actor ActorOf(const Request& request);
/// Whether the caller may see what a run of this user found: others' rows and counts are not for whoever sees
/// only some of the tables, of every workspace.
bool MaySeeFindingsOf(const Request& request, std::string_view user);
/// The window that a body's "from" and "to" state; the last day if it has none.
Result<harrier::hunting::HuntingWindow> WindowIn(const boost::json::object& body, int64_t now);

/// A body's "parameters", values by name; empty if it has none.
Result<boost::json::object> ParametersIn(const boost::json::object& body);

/// The hunting queries that the caller may see: those that come with the program, and the workspace's own.
Result<std::vector<harrier::hunting::HuntingQuery>> QueriesFor(const Endpoint& endpoint,
                                                               const Request& request);
/// One of those, or one that a hunt has for itself; kNotFound.
Result<harrier::hunting::HuntingQuery> QueryFor(const Endpoint& endpoint, const Request& request,
                                                const std::string& id);
/// Whether a query, as it was last, is one that only somebody else sees; false for one that is not known.
Result<bool> IsHiddenQuery(const Endpoint& endpoint, const Request& request, const std::string& id);
/// The ids of those of the queries that are the caller's favourites.
Result<std::set<std::string>> FavouritesOf(const Endpoint& endpoint, const Request& request,
                                           const std::vector<harrier::hunting::HuntingQuery>& queries);

/// "created", "updated" or "deleted".
std::string_view ChangeName(store::ChangeKind kind);
std::string_view StatusName(store::HuntingRun::Status status);
boost::json::object AvailabilityJson(const harrier::hunting::Availability& availability);

}  // namespace harrier::api::hunting
