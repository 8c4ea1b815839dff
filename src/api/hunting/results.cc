#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/entities/wire.h"
#include "hunting/saved_searches/saved_search.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntingQuery;
using harrier::hunting::KeptResult;
using harrier::hunting::ResultEntity;

json::object HeadJson(const store::HuntingResult& result) {
  return {{"id", result.id},
          {"query", result.query},
          {"version", result.query_version},
          {"from", FormatDatetime(result.window_from)},
          {"to", FormatDatetime(result.window_to)},
          {"at", FormatDatetime(result.started)},
          {"count", result.rows},
          {"complete", result.complete},
          {"parameters", harrier::hunting::ParseObject(result.parameters)}};
}

/// Throws if the store's text is no JSON, which the server answers with 500.
json::value ParseKept(const std::string& text) {
  json::error_code failure;
  json::value value = harrier::hunting::ParseDeep(text, failure);
  if (failure) throw boost::system::system_error(failure);
  return value;
}

json::array Places(const std::vector<size_t>& places) {
  json::array out;
  for (const size_t place : places) out.emplace_back(place);
  return out;
}

/// The rows that have gone are told as they were; those that are new, or have changed, by their place among
/// "rows".
Result<json::value> ResultJson(const Endpoint& endpoint, const KeptResult& kept) {
  json::object out = HeadJson(kept.result);
  out["columns"] = ParseKept(kept.result.columns);
  json::array rows;
  for (const store::HuntingResultRow& row : kept.rows) rows.push_back(ParseKept(row.text));
  out["rows"] = std::move(rows);
  const auto& entities = kept.entities.entities;
  out["entities"] = entities.size();
  out["newEntities"] =
      std::count_if(entities.begin(), entities.end(), [](const ResultEntity& one) { return one.is_new; });
  if (!kept.before) return out;
  out["comparedWith"] = HeadJson(*kept.before);
  out["added"] = Places(kept.diff.added);
  TRY(const auto before, endpoint.store->hunting_results().RowsOf(kept.before->id));
  json::array removed;
  for (const size_t place : kept.diff.removed) removed.push_back(ParseKept(before.at(place).text));
  out["removed"] = std::move(removed);
  json::array changed;
  for (const auto& row : kept.diff.changed)
    changed.push_back(json::object{{"row", row.after}, {"before", ParseKept(before.at(row.before).text)}});
  out["changed"] = std::move(changed);
  return out;
}

Result<Response> Answer(const Endpoint& endpoint, const KeptResult& kept, int status) {
  TRY(const json::value value, ResultJson(endpoint, kept));
  return JsonAnswer(value, status);
}

Status CheckNames(const Endpoint& endpoint, const HuntingQuery& query,
                  const harrier::hunting::ResultTerms& terms) {
  const auto check = endpoint.checks->Of(query.query, terms.view);
  for (const auto& member : terms.parameters) {
    const std::string_view name = member.key();
    const bool known = std::any_of(check->parameters.begin(), check->parameters.end(),
                                   [&](const auto& one) { return one.name == name; });
    if (!known) return Fail(ErrorCode::kInvalid, "the query has no parameter '{}'", name);
  }
  return Ok();
}

/// {"id": of a query, or "query": text, with "entityMappings" and "queryParameters" as saved searches have
/// them; "from", "to", "parameters", "rows": 50}: the first rows, of which nothing is kept.
Result<Response> Preview(const Endpoint& endpoint, const Request& request) {
  constexpr int64_t kUsualRows = 50;
  TRY(const json::object body, BodyOf(request));
  TRY(const auto window, WindowIn(body, endpoint.clock->Now()));
  HuntingQuery query;
  if (const json::value* const id = body.if_contains("id")) {
    if (!id->is_string()) return Fail(ErrorCode::kInvalid, "'id' must be a text");
    TRY(query, QueryFor(endpoint, request, std::string(id->as_string())));
  } else {
    json::object unsaved = body;
    unsaved["category"] = unsaved["displayName"] = "Preview";
    TRY(harrier::hunting::SavedSearch search, harrier::hunting::AcceptSavedSearch(unsaved));
    query.query = search.query;
    query.mappings = search.entity_mappings.value_or(std::vector<harrier::hunting::ColumnMapping>());
    query.parameters = search.parameters.value_or(std::vector<harrier::hunting::ParameterNote>());
  }
  int64_t rows = kUsualRows;
  if (const json::value* const wanted = body.if_contains("rows")) {
    if (!wanted->is_int64() || wanted->as_int64() < 0)
      return Fail(ErrorCode::kInvalid, "'rows' must be a number of rows");
    rows = wanted->as_int64();
  }
  harrier::hunting::ResultTerms terms{
      endpoint.workspace, ActorOf(request), ViewFor(request),
      request.stop,       std::nullopt,     AskerOf(request, endpoint.workspace, "Hunting queries")};
  TRY(terms.parameters, ParametersIn(body));
  TRY_OK(CheckNames(endpoint, query, terms));
  TRY(const KeptResult kept, endpoint.results->Preview(query, window, terms, static_cast<uint64_t>(rows)));
  return Answer(endpoint, kept, 200);
}

Result<Response> Run(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const auto window, WindowIn(body, endpoint.clock->Now()));
  TRY(const HuntingQuery query, QueryFor(endpoint, request, request.captures[0]));
  harrier::hunting::ResultTerms terms{
      endpoint.workspace, ActorOf(request), ViewFor(request),
      request.stop,       std::nullopt,     AskerOf(request, endpoint.workspace, "Hunting queries")};
  TRY(terms.parameters, ParametersIn(body));
  TRY_OK(CheckNames(endpoint, query, terms));
  TRY(const KeptResult kept, endpoint.results->Run(query, window, terms));
  return Answer(endpoint, kept, 201);
}

Result<KeptResult> Kept(const Endpoint& endpoint, const Request& request) {
  const std::string& id = request.captures[0];
  const std::string_view with = request.Parameter("with");
  TRY(KeptResult kept, with.empty() ? endpoint.results->Find(endpoint.workspace, id)
                                    : endpoint.results->Compare(endpoint.workspace, id, with));
  if (!MaySeeFindingsOf(request, kept.result.user) ||
      (kept.before && !MaySeeFindingsOf(request, kept.before->user)))
    return Fail(ErrorCode::kNotFound, "there is no result '{}' that you may see", id);
  TRY(const bool hidden, IsHiddenQuery(endpoint, request, kept.result.query));
  if (hidden) return Fail(ErrorCode::kNotFound, "there is no result '{}' that you may see", id);
  return kept;
}

Result<Response> Show(const Endpoint& endpoint, const Request& request) {
  TRY(const KeptResult kept, Kept(endpoint, request));
  return Answer(endpoint, kept, 200);
}

/// The entities of a result, those first that the other result had not; and which mapping found none where,
/// and why.
Result<Response> Entities(const Endpoint& endpoint, const Request& request) {
  constexpr size_t kMost = 1000;
  TRY(const KeptResult kept, Kept(endpoint, request));
  std::vector<const ResultEntity*> ordered;
  for (const bool is_new : {true, false}) {
    for (const ResultEntity& one : kept.entities.entities) {
      if (one.is_new == is_new) ordered.push_back(&one);
    }
  }
  json::array value, dropped;
  for (size_t i = 0; i < std::min(ordered.size(), kMost); ++i) {
    const ResultEntity& found = *ordered[i];
    json::object one = harrier::hunting::EntityToJson(found.entity);
    one["label"] = found.entity.label();
    one["strong"] = found.is_strong;
    one["isNew"] = found.is_new;
    one["rows"] = Places(found.rows);
    json::array reasons;
    for (const std::string& reason : found.reasons) reasons.emplace_back(reason);
    one["reasons"] = std::move(reasons);
    value.push_back(std::move(one));
  }
  for (const auto& drop : kept.entities.dropped) {
    const auto& mapping = kept.entities.mappings[drop.mapping];
    dropped.push_back(json::object{{"mapping", drop.mapping},
                                   {"what", harrier::hunting::MappingText(mapping)},
                                   {"reason", drop.reason},
                                   {"count", drop.count},
                                   {"rows", Places(drop.rows)}});
  }
  return JsonAnswer(
      json::object{{"value", std::move(value)}, {"total", ordered.size()}, {"dropped", std::move(dropped)}});
}

Result<Response> List(const Endpoint& endpoint, const Request& request) {
  TRY(const auto results, endpoint.store->hunting_results().OfQuery(endpoint.workspace, request.captures[0]));
  TRY(const bool hidden, IsHiddenQuery(endpoint, request, request.captures[0]));
  json::array value;
  for (const store::HuntingResult& result : results) {
    if (!hidden && MaySeeFindingsOf(request, result.user)) value.push_back(HeadJson(result));
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

}  // namespace

std::vector<Route> ResultRoutes(const Endpoint& endpoint) {
  const std::string query(access::kQuery);
  const std::string of_query = "/api/v1/hunting/queries/{id}/results";
  return {
      {.method = "POST", .pattern = of_query, .handler = Answering(endpoint, Run), .action = query},
      {.method = "POST",
       .pattern = "/api/v1/hunting/preview",
       .handler = Answering(endpoint, Preview),
       .action = query},
      {.method = "GET", .pattern = of_query, .handler = Answering(endpoint, List), .action = query},
      {.method = "GET",
       .pattern = "/api/v1/hunting/results/{id}",
       .handler = Answering(endpoint, Show),
       .action = query},
      {.method = "GET",
       .pattern = "/api/v1/hunting/results/{id}/entities",
       .handler = Answering(endpoint, Entities),
       .action = query},
  };
}

}  // namespace harrier::api::hunting
