#include <set>

#include <boost/json.hpp>

#include "access/actions.h"
#include "access/caller.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/queries/hidden_queries.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntingQuery;
using harrier::hunting::QueryOutcome;
using harrier::hunting::RunState;

json::object OutcomeJson(const QueryOutcome& outcome) {
  json::object out{{"query", outcome.query}, {"status", json::string(StatusName(outcome.status))}};
  if (outcome.rows) out["results"] = *outcome.rows;
  if (outcome.previous) out["previous"] = *outcome.previous;
  if (const auto delta = outcome.delta()) out["delta"] = *delta;
  if (!outcome.error.empty()) out["error"] = outcome.error;
  out["availability"] = AvailabilityJson(outcome.availability);
  if (!outcome.parameters.empty()) out["parameters"] = harrier::hunting::ParseObject(outcome.parameters);
  out["durationMs"] = static_cast<double>(outcome.duration_ns) / 1e6;
  return out;
}

json::object HeadJson(const RunState& state) {
  json::object out{{"id", state.id},
                   {"from", FormatDatetime(state.window.from())},
                   {"to", FormatDatetime(state.window.to)},
                   {"started", FormatDatetime(state.started)},
                   {"total", state.total},
                   {"done", state.outcomes.size()},
                   {"finished", state.finished},
                   {"cancelled", state.cancelled}};
  if (!state.failure.empty()) out["failure"] = state.failure;
  return out;
}

/// Of the run in the path, if the caller may see what it finds.
Result<RunState> StateFor(const Endpoint& endpoint, const Request& request, const std::string& run) {
  TRY(RunState state, endpoint.runs->State(endpoint.workspace, run));
  if (!MaySeeFindingsOf(request, state.user))
    return Fail(ErrorCode::kNotFound, "there is no run '{}' that you may see", run);
  return state;
}

/// The places, from one on, of the outcomes that a user may see: not those of queries that are hidden from
/// them.
Result<std::vector<size_t>> ShownOutcomes(const Endpoint& endpoint, const std::string& user,
                                          const RunState& state, size_t from = 0) {
  std::vector<size_t> places;
  if (from == state.outcomes.size()) return places;
  TRY_OK(endpoint.store->Read([&](store::Transaction& transaction) -> Status {
    for (size_t i = from; i < state.outcomes.size(); ++i) {
      TRY(const bool hidden,
          harrier::hunting::IsHiddenQuery(transaction, endpoint.workspace, state.outcomes[i].query, user));
      if (!hidden) places.push_back(i);
    }
    return Ok();
  }));
  return places;
}

/// The queries of an earlier run that are still there, its window and its values.
Status SelectAgain(const Endpoint& endpoint, const Request& request, const json::object& body,
                   harrier::hunting::RunSelection& selection) {
  const json::value& run = body.at("again");
  if (!run.is_string() || body.size() != 1)
    return Fail(ErrorCode::kInvalid, "'again' is the id of a run, and stands alone");
  TRY(const RunState state, StateFor(endpoint, request, std::string(run.as_string())));
  selection.window = state.window;
  for (const QueryOutcome& outcome : state.outcomes) {
    auto query = QueryFor(endpoint, request, outcome.query);
    if (!query && query.error().code == ErrorCode::kNotFound) continue;  // it was deleted
    if (!query) return tl::unexpected(query.error());
    selection.parameters_of.emplace(query->id, harrier::hunting::ParseObject(outcome.parameters));
    selection.queries.push_back(*std::move(query));
  }
  return Ok();
}

/// Every value that was given must be one of some query's parameters.
Status CheckNames(const Endpoint& endpoint, const harrier::hunting::RunSelection& selection) {
  std::set<std::string, std::less<>> known;
  if (selection.parameters.empty()) return Ok();
  for (const HuntingQuery& query : selection.queries) {
    const auto check = endpoint.checks->Of(query.query, selection.view);
    for (const auto& one : check->parameters) known.insert(one.name);
  }
  for (const auto& member : selection.parameters) {
    if (!known.contains(std::string_view(member.key())))
      return Fail(ErrorCode::kInvalid, "none of the queries has a parameter '{}'",
                  std::string_view(member.key()));
  }
  return Ok();
}

/// Those of the body's "queries" and its "favourites"; all that the caller may see if it has neither.
Status SelectAmong(const Endpoint& endpoint, const Request& request, const json::object& body,
                   harrier::hunting::RunSelection& selection) {
  TRY(std::vector<HuntingQuery> all, QueriesFor(endpoint, request));
  const json::value* const ids = body.if_contains("queries");
  const json::value* const favourites = body.if_contains("favourites");
  if (ids == nullptr && favourites == nullptr) {
    selection.queries = std::move(all);
    return Ok();
  }
  std::set<std::string> wanted;
  if (favourites != nullptr) {
    if (!favourites->is_bool()) return Fail(ErrorCode::kInvalid, "'favourites' must be true or false");
    if (favourites->as_bool()) {
      TRY(wanted, FavouritesOf(endpoint, request, all));
    }
  }
  if (ids != nullptr) {
    if (!ids->is_array()) return Fail(ErrorCode::kInvalid, "'queries' must be a list of ids");
    for (const json::value& id : ids->as_array()) {
      if (!id.is_string()) return Fail(ErrorCode::kInvalid, "'queries' must be a list of ids");
      std::string name(id.as_string());
      const bool listed =
          std::any_of(all.begin(), all.end(), [&](const HuntingQuery& query) { return query.id == name; });
      // One that a hunt has for itself is in no list.
      if (!listed) {
        TRY(HuntingQuery of_hunt, QueryFor(endpoint, request, name));
        name = of_hunt.id;
        all.push_back(std::move(of_hunt));
      }
      wanted.insert(std::move(name));
    }
  }
  for (HuntingQuery& query : all) {
    if (wanted.contains(query.id)) selection.queries.push_back(std::move(query));
  }
  return Ok();
}

/// {"queries": [ids] | absent for all, "favourites": true, "from": time, "to": time, "parameters": {…}}, or
/// {"again": id of a run}
Result<harrier::hunting::RunSelection> SelectionOf(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  for (const auto& member : body) {
    const std::string_view name = member.key();
    constexpr std::string_view kKnown[] = {"queries", "favourites", "from", "to", "parameters", "again"};
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown))
      return Fail(ErrorCode::kInvalid,
                  "a run has no '{}'; it has queries, favourites, from, to and parameters, or again", name);
  }
  harrier::hunting::RunSelection selection;
  TRY(selection.window, WindowIn(body, endpoint.clock->Now()));
  TRY(selection.parameters, ParametersIn(body));
  TRY_OK(body.contains("again") ? SelectAgain(endpoint, request, body, selection)
                                : SelectAmong(endpoint, request, body, selection));
  selection.workspace = endpoint.workspace;
  selection.user = ActorOf(request);
  selection.view = ViewFor(request);
  selection.asker = AskerOf(request, endpoint.workspace, "Hunting queries");
  TRY_OK(CheckNames(endpoint, selection));
  return selection;
}

Result<Response> Start(const Endpoint& endpoint, const Request& request) {
  TRY(auto selection, SelectionOf(endpoint, request));
  TRY(const std::string id, endpoint.runs->Start(std::move(selection)));
  TRY(const RunState state, endpoint.runs->State(endpoint.workspace, id));
  Response response = JsonAnswer(HeadJson(state), 202);
  response.headers.emplace_back("Location", "/api/v1/hunting/runs/" + id);
  return response;
}

Result<Response> Show(const Endpoint& endpoint, const Request& request) {
  TRY(const RunState state, StateFor(endpoint, request, request.captures[0]));
  TRY(const std::vector<size_t> shown, ShownOutcomes(endpoint, ActorOf(request).id, state));
  json::array outcomes;
  for (const size_t place : shown) outcomes.push_back(OutcomeJson(state.outcomes[place]));
  json::object out = HeadJson(state);
  out["outcomes"] = std::move(outcomes);
  return JsonAnswer(out);
}

Result<Response> Cancel(const Endpoint& endpoint, const Request& request) {
  TRY(const RunState state, endpoint.runs->State(endpoint.workspace, request.captures[0]));
  if (state.user != ActorOf(request).id && request.caller != nullptr)
    TRY_OK(request.caller->Require(access::kCancelQueries));
  const auto cancelled = endpoint.runs->Cancel(endpoint.workspace, request.captures[0]);
  if (!cancelled && cancelled.error().code != ErrorCode::kNotFound) return tl::unexpected(cancelled.error());
  return JsonAnswer(json::object{{"id", request.captures[0]}, {"cancelled", cancelled.value_or(false)}});
}

/// One event an outcome, then "end" with the run's head.
class RunEvents final : public BodySource {
 public:
  RunEvents(const Endpoint& endpoint, const Request& request, std::shared_ptr<Wake> wake)
      : endpoint_(endpoint), user_(ActorOf(request).id), id_(request.captures[0]) {
    listening_ = endpoint.runs->Listen(endpoint.workspace, id_, [wake = std::move(wake)] { wake->Notify(); });
  }

  bool Next(std::string& out) override {
    const auto state = endpoint_.runs->Wait(endpoint_.workspace, id_, SIZE_MAX, 0);
    if (!state) return false;
    const auto shown = ShownOutcomes(endpoint_, user_, *state, told_);
    if (!shown) return false;
    for (const size_t place : *shown) {
      out += "event: outcome\nid: " + std::to_string(place) + "\ndata: ";
      out += json::serialize(OutcomeJson(state->outcomes[place])) + "\n\n";
    }
    told_ = state->outcomes.size();
    if (!state->finished) return true;
    out += "event: end\ndata: " + json::serialize(HeadJson(*state)) + "\n\n";
    return false;
  }

 private:
  Endpoint endpoint_;
  std::string user_;  // object id
  std::string id_;
  std::shared_ptr<void> listening_;
  size_t told_ = 0;
};

Result<Response> Events(const Endpoint& endpoint, const Request& request) {
  TRY_OK(StateFor(endpoint, request, request.captures[0]));
  Response response;
  response.content_type = "text/event-stream";
  response.wake = std::make_shared<Wake>();
  response.rest = std::make_unique<RunEvents>(endpoint, request, response.wake);
  return response;
}

}  // namespace

std::vector<Route> RunRoutes(const Endpoint& endpoint) {
  const std::string query(access::kQuery);
  const std::string one = "/api/v1/hunting/runs/{id}";
  return {
      {.method = "POST",
       .pattern = "/api/v1/hunting/runs",
       .handler = Answering(endpoint, Start),
       .action = query},
      {.method = "GET", .pattern = one, .handler = Answering(endpoint, Show), .action = query},
      {.method = "DELETE", .pattern = one, .handler = Answering(endpoint, Cancel), .action = query},
      {.method = "GET", .pattern = one + "/events", .handler = Answering(endpoint, Events), .action = query},
  };
}

}  // namespace harrier::api::hunting
