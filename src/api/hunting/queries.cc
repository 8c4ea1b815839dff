#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "api/hunting/query_filter.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/queries/hidden_queries.h"
#include "hunting/queries/history.h"
#include "hunting/queries/query_entities.h"
#include "hunting/shape/fields.h"
#include "runtime/unicode.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::ColumnMapping;
using harrier::hunting::HuntingQuery;
using harrier::hunting::QueryHistory;

constexpr std::string_view kFavourites = "favourites";
constexpr int64_t kHistory = 30 * kTicksPerDay;

json::array MappingsJson(const std::vector<ColumnMapping>& mappings) {
  json::array out;
  for (const ColumnMapping& mapping : mappings) out.push_back(harrier::hunting::ToJson(mapping));
  return out;
}

/// What the text declares, with what is told of it.
json::array ParametersJson(const std::vector<harrier::hunting::DeclaredParameter>& declared,
                           const std::vector<harrier::hunting::ParameterNote>& notes) {
  json::array out;
  for (const auto& one : declared) {
    json::object shown;
    for (const auto& note : notes) {
      if (note.name == one.name) shown = harrier::hunting::ToJson(note);
    }
    shown["name"] = one.name;
    shown["type"] = std::string(TypeName(one.type));
    shown["required"] = !one.has_default && !shown.contains("default");
    out.push_back(std::move(shown));
  }
  return out;
}

/// What the last run gave, the change against the window before, and the days before that.
json::object HistoryJson(const QueryHistory& history) {
  json::object out;
  out["at"] = FormatDatetime(history.last_run);
  out["status"] = json::string(StatusName(history.last_status));
  if (!history.last_error.empty()) out["error"] = history.last_error;
  if (history.last_rows) out["results"] = *history.last_rows;
  if (history.last_rows && history.last_previous) {
    const int64_t before = *history.last_previous;
    const int64_t delta = *history.last_rows - before;
    out["delta"] = delta;
    if (before != 0)
      out["deltaPercent"] = 100.0 * static_cast<double>(delta) / static_cast<double>(before);
    else
      out["deltaPercent"] = *history.last_rows == 0 ? json::value(0) : json::value("new");
  }
  json::array days;
  for (const QueryHistory::Day& day : history.days) {
    days.push_back(json::object{{"day", FormatDatetime(day.day)}, {"results", day.rows}});
  }
  out["days"] = std::move(days);
  if (history.spike) {
    out["spike"] = json::object{{"isSpike", history.spike->is_spike},
                                {"score", history.spike->score},
                                {"median", history.spike->median},
                                {"deviation", history.spike->deviation}};
  }
  return out;
}

json::object QueryJson(const HuntingQuery& query, bool favourite) {
  json::object out{
      {"id", query.id},           {"name", query.name},         {"description", query.description},
      {"query", query.query},     {"sourceName", query.source}, {"isCustom", query.is_custom()},
      {"version", query.version}, {"favourite", favourite},     {"private", query.is_private}};
  out["tactics"] = harrier::hunting::Texts(query.tactics);
  out["techniques"] = harrier::hunting::Texts(query.techniques);
  if (query.created != 0) {
    out["createdTimeUtc"] = FormatDatetime(query.created);
    out["createdBy"] = query.created_by;
  }
  return out;
}

/// Tables, whether they have data, the entities of the result, and what is wrong with it.
void AddCheck(const Endpoint& endpoint, const query::ViewPtr& view, const HuntingQuery& query,
              json::object& out) {
  const auto check = endpoint.checks->Of(query.query, view);
  out["dataSources"] = harrier::hunting::Texts({check->tables.begin(), check->tables.end()});
  out["availability"] = AvailabilityJson(
      harrier::hunting::AvailabilityOf(check->tables, *endpoint.storage, endpoint.clock->Now()));
  if (!check->error.empty()) out["error"] = check->error;
  const std::vector<ColumnMapping> mappings = harrier::hunting::MappingsFor(query, check->columns);
  out["entityMappings"] = MappingsJson(mappings);
  out["entityMappingSource"] = !query.mappings.empty()           ? "stored"
                               : !query.content_mappings.empty() ? "content"
                               : !mappings.empty()               ? "columns"
                                                                 : "none";
  out["parameters"] = ParametersJson(check->parameters, query.parameters);
  std::set<std::string> entities;
  for (const ColumnMapping& mapping : mappings) entities.insert(mapping.entity_type);
  out["entities"] = harrier::hunting::Texts({entities.begin(), entities.end()});
}

Result<Response> List(const Endpoint& endpoint, const Request& request) {
  TRY(const std::vector<HuntingQuery> queries, QueriesFor(endpoint, request));
  TRY(const std::set<std::string> favourites, FavouritesOf(endpoint, request, queries));
  TRY(auto runs,
      endpoint.store->hunting_runs().OfWorkspace(endpoint.workspace, endpoint.clock->Now() - kHistory));
  std::erase_if(runs, [&](const store::HuntingRun& run) { return !MaySeeFindingsOf(request, run.user); });
  const std::map<std::string, QueryHistory> histories = harrier::hunting::HistoryOf(runs);
  const query::ViewPtr view = ViewFor(request);
  json::array value;
  for (const HuntingQuery& query : queries) {
    json::object one = QueryJson(query, favourites.contains(query.id));
    AddCheck(endpoint, view, query, one);
    if (const auto history = histories.find(query.id); history != histories.end())
      one["lastRun"] = HistoryJson(history->second);
    value.push_back(std::move(one));
  }
  TRY(const json::object filtered, FilteredQueries(std::move(value), request));
  return JsonAnswer(filtered);
}

/// For each table without data: what feeds it, and how many queries wait for it.
Result<Response> Recommendations(const Endpoint& endpoint, const Request& request) {
  TRY(const std::vector<HuntingQuery> queries, QueriesFor(endpoint, request));
  const query::ViewPtr view = ViewFor(request);
  std::map<std::string, json::array> waiting;
  for (const HuntingQuery& query : queries) {
    const auto check = endpoint.checks->Of(query.query, view);
    const auto availability =
        harrier::hunting::AvailabilityOf(check->tables, *endpoint.storage, endpoint.clock->Now());
    for (const std::string& table : availability.missing) waiting[table].emplace_back(query.id);
  }
  json::array value;
  for (auto& [table, ids] : waiting) {
    json::array connectors;
    for (const harrier::hunting::Connector* connector : harrier::hunting::ConnectorsOf(table)) {
      connectors.push_back(json::object{{"connectorId", json::string(connector->id)},
                                        {"title", json::string(connector->title)},
                                        {"solution", json::string(connector->solution)}});
    }
    const size_t unlocks = ids.size();
    value.push_back(json::object{{"table", table},
                                 {"connectors", std::move(connectors)},
                                 {"unlocks", unlocks},
                                 {"queries", std::move(ids)}});
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

store::ObjectKey FavouriteKey(const Endpoint& endpoint, const Request& request) {
  return {endpoint.workspace, std::string(kFavourites), ActorOf(request).id, request.captures[0]};
}

Result<Response> SetFavourite(const Endpoint& endpoint, const Request& request) {
  TRY(const std::vector<HuntingQuery> queries, QueriesFor(endpoint, request));
  const std::string& id = request.captures[0];
  const bool known =
      std::any_of(queries.begin(), queries.end(), [&](const HuntingQuery& query) { return query.id == id; });
  if (!known) return Fail(ErrorCode::kNotFound, "there is no hunting query '{}'", id);
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY(const auto there, transaction.Get(FavouriteKey(endpoint, request)));
    if (!there) TRY_OK(transaction.Put(FavouriteKey(endpoint, request), "{}"));
    return Ok();
  }));
  return JsonAnswer(json::object{{"id", id}, {"favourite", true}});
}

Result<Response> UnsetFavourite(const Endpoint& endpoint, const Request& request) {
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Delete(FavouriteKey(endpoint, request)));
    return Ok();
  }));
  return JsonAnswer(json::object{{"id", request.captures[0]}, {"favourite", false}});
}

}  // namespace

Result<std::vector<HuntingQuery>> QueriesFor(const Endpoint& endpoint, const Request& request) {
  return harrier::hunting::HuntingQueriesOf(*endpoint.store, endpoint.workspace, ActorOf(request).id);
}

Result<HuntingQuery> QueryFor(const Endpoint& endpoint, const Request& request, const std::string& id) {
  TRY(std::optional<HuntingQuery> query,
      harrier::hunting::FindHuntingQuery(*endpoint.store, endpoint.workspace, id));
  const bool of_hunts = query && (query->category == harrier::hunting::kHuntingCategory ||
                                  query->category == harrier::hunting::kHuntQueryCategory);
  if (!of_hunts || query->is_hidden_from(ActorOf(request).id))
    return Fail(ErrorCode::kNotFound, "there is no hunting query '{}'", id);
  return *std::move(query);
}

Result<bool> IsHiddenQuery(const Endpoint& endpoint, const Request& request, const std::string& id) {
  return endpoint.store->Read([&](store::Transaction& transaction) {
    return harrier::hunting::IsHiddenQuery(transaction, endpoint.workspace, id, ActorOf(request).id);
  });
}

Result<std::set<std::string>> FavouritesOf(const Endpoint& endpoint, const Request& request,
                                           const std::vector<HuntingQuery>& queries) {
  TRY(const std::vector<store::Object> objects, endpoint.store->Read([&](store::Transaction& transaction) {
    return transaction.List(endpoint.workspace, kFavourites, ActorOf(request).id);
  }));
  // A query that was deleted and made again may be spelled otherwise; it is the same object all the same.
  std::set<std::string> names, out;
  for (const store::Object& object : objects) names.insert(store::FoldedName(object.key.name));
  for (const HuntingQuery& query : queries) {
    if (names.contains(store::FoldedName(query.id))) out.insert(query.id);
  }
  return out;
}

std::vector<Route> QueryRoutes(const Endpoint& endpoint) {
  const std::string read(access::kQuery);
  return {
      {.method = "GET",
       .pattern = "/api/v1/hunting/queries",
       .handler = Answering(endpoint, List),
       .action = read},
      {.method = "GET",
       .pattern = "/api/v1/hunting/recommendations",
       .handler = Answering(endpoint, Recommendations),
       .action = read},
      {.method = "PUT",
       .pattern = "/api/v1/hunting/queries/{id}/favourite",
       .handler = Answering(endpoint, SetFavourite),
       .action = "Harrier/me/favourites/write"},
      {.method = "DELETE",
       .pattern = "/api/v1/hunting/queries/{id}/favourite",
       .handler = Answering(endpoint, UnsetFavourite),
       .action = "Harrier/me/favourites/write"},
  };
}

}  // namespace harrier::api::hunting
