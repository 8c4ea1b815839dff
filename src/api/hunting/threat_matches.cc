#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/shape/json.h"
#include "hunting/watchlists/watchlist_rows.h"
#include "runtime/value_text.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::Literal;
using harrier::hunting::ThreatSearchStatus;

constexpr int64_t kUsualMatches = 100;
constexpr int64_t kMostMatches = 10'000;

json::value JsonOf(const Value& value) {
  if (value.is_null()) return nullptr;
  switch (value.type()) {
    case Type::kBool:
      return value.boolean();
    case Type::kInt:
    case Type::kLong:
      return value.integer();
    case Type::kDatetime:
      return harrier::hunting::Text(FormatDatetime(value.integer()));
    case Type::kDynamic: {
      boost::system::error_code failure;
      json::value parsed = harrier::hunting::ParseDeep(value.text(), failure);
      return failure ? json::value(harrier::hunting::Text(value.text())) : parsed;
    }
    default:
      return harrier::hunting::Text(value.text());
  }
}

/// The rows of a query over matches as objects, as far as the caller may see them: {"value": […]}.
Result<Response> Ask(const Endpoint& endpoint, const Request& request, std::string text) {
  const AskedService service(*endpoint.service, endpoint.query_log, *endpoint.clock, request,
                             endpoint.workspace, "ThreatIntelligence");
  query::Request query;
  query.text = std::move(text);
  query.stop = request.stop;
  json::array value;
  TRY(const auto answer, service->Run(std::move(query)));
  TRY(auto table, answer->NextTable());
  while (table) {
    TRY(const auto chunk, table->rows->Next());
    if (!chunk) break;
    const std::vector<plan::Column>& columns = table->rows->columns();
    for (size_t row = 0; row < chunk->rows; ++row) {
      json::object one;
      for (size_t i = 0; i < columns.size(); ++i)
        one[columns[i].name] = JsonOf(runtime::ValueAt(chunk->columns[i], row));
      value.push_back(std::move(one));
    }
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

/// "| where …" for the parameters since, indicator and minConfidence.
Result<std::string> Conditions(const Request& request) {
  std::string conditions;
  if (const std::string_view since = request.Parameter("since"); !since.empty()) {
    const auto time = ParseDatetime(since);
    if (!time) return Fail(ErrorCode::kInvalid, "'since' must be a time such as 2026-01-31T12:00:00Z");
    conditions += fmt::format(" | where TimeGenerated >= datetime({})", FormatDatetime(*time));
  }
  if (const std::string_view name = request.Parameter("indicator"); !name.empty())
    conditions += fmt::format(" | where IndicatorName =~ {}", Literal(name));
  if (const std::string_view least = request.Parameter("minConfidence"); !least.empty()) {
    const auto confidence = runtime::ParseInteger(least);
    if (!confidence) return Fail(ErrorCode::kInvalid, "'minConfidence' must be a number from 0 to 100");
    conditions += fmt::format(" | where Confidence >= {}", *confidence);
  }
  return conditions;
}

Result<Response> Matches(const Endpoint& endpoint, const Request& request) {
  TRY(std::string conditions, Conditions(request));
  if (!request.captures.empty())
    conditions += fmt::format(" | where IndicatorName =~ {}", Literal(request.captures[0]));
  int64_t top = kUsualMatches;
  if (const std::string_view given = request.Parameter("top"); !given.empty()) {
    const auto number = runtime::ParseInteger(given);
    if (!number || *number < 1 || *number > kMostMatches)
      return Fail(ErrorCode::kInvalid, "'top' must be a number from 1 to {}", kMostMatches);
    top = *number;
  }
  return Ask(endpoint, request,
             fmt::format("ThreatIntelMatches{} | top {} by TimeGenerated desc"
                         " | project timeGenerated = TimeGenerated, indicator = IndicatorName,"
                         " indicatorId = IndicatorId, displayName = IndicatorDisplayName,"
                         " source = IndicatorSource, observableKey = ObservableKey,"
                         " observableValue = ObservableValue, confidence = Confidence,"
                         " threatTypes = ThreatTypes, how = How, table = SourceTable, column = SourceColumn,"
                         " value = MatchedValue, rows = MatchedRows, eventTime = EventTime,"
                         " ingestedTime = IngestedTime, row = Row",
                         conditions, top));
}

/// How often each indicator was seen, by whom, and when.
Result<Response> Sightings(const Endpoint& endpoint, const Request& request) {
  TRY(const std::string conditions, Conditions(request));
  return Ask(endpoint, request,
             fmt::format("ThreatIntelMatches{} | summarize sightings = sum(MatchedRows),"
                         " firstSeen = min(EventTime), lastSeen = max(EventTime),"
                         " lastMatched = max(TimeGenerated), tables = make_set(SourceTable),"
                         " take_any(IndicatorDisplayName, ObservableKey, ObservableValue) by IndicatorName"
                         " | order by lastMatched desc, IndicatorName asc"
                         " | project indicator = IndicatorName, displayName = IndicatorDisplayName,"
                         " observableKey = ObservableKey, observableValue = ObservableValue, sightings,"
                         " firstSeen, lastSeen, lastMatched, tables",
                         conditions));
}

json::value TimeOf(int64_t ticks) {
  return ticks == 0 ? json::value() : json::value(harrier::hunting::Text(FormatDatetime(ticks)));
}

Result<Response> SearchStatus(const Endpoint& endpoint, const Request& request) {
  const ThreatSearchStatus status = endpoint.threats->status();
  const bool searching = status.state == ThreatSearchStatus::State::kSearching;
  json::object out{{"state", searching            ? "searching"
                             : status.waiting > 0 ? "waiting"
                                                  : "idle"},
                   {"waitingIndicators", status.waiting},
                   {"indicators", status.indicators},
                   {"tables", status.tables},
                   {"tablesDone", status.tables_done},
                   {"started", TimeOf(status.started)},
                   {"finished", TimeOf(status.finished)}};
  if (!status.error.empty()) out["error"] = harrier::hunting::Text(status.error);
  // What is in the tables is for those who see all of them.
  if (const query::ViewPtr view = ViewFor(request); view == nullptr || view->sees_all()) {
    out["matches"] = status.matches;
    if (searching) out["table"] = harrier::hunting::Text(status.table);
  }
  return JsonAnswer(out);
}

}  // namespace

std::vector<Route> ThreatRoutes(const Endpoint& endpoint) {
  const std::string all = "/api/v1/hunting/threat-intelligence";
  const std::string query(access::kQuery);
  return {
      {.method = "GET",
       .pattern = all + "/matches",
       .handler = Answering(endpoint, Matches),
       .action = query},
      {.method = "GET",
       .pattern = all + "/indicators/{name}/matches",
       .handler = Answering(endpoint, Matches),
       .action = query},
      {.method = "GET",
       .pattern = all + "/sightings",
       .handler = Answering(endpoint, Sightings),
       .action = query},
      {.method = "GET",
       .pattern = all + "/search",
       .handler = Answering(endpoint, SearchStatus),
       .action = "Microsoft.SecurityInsights/threatIntelligence/indicators/read"},
  };
}

}  // namespace harrier::api::hunting
