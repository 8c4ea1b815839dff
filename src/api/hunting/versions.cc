#include <boost/json.hpp>

#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/queries/hidden_queries.h"
#include "hunting/queries/text_diff.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::DiffLine;

json::array DiffJson(std::string_view before, std::string_view after) {
  json::array out;
  for (const DiffLine& line : harrier::hunting::DiffLines(before, after)) {
    out.push_back(json::object{{"kind", line.kind == DiffLine::Kind::kSame    ? "same"
                                        : line.kind == DiffLine::Kind::kAdded ? "added"
                                                                              : "removed"},
                               {"text", line.text}});
  }
  return out;
}

/// Every version of a custom query, the newest first: who made it, and what it changed in the query's text.
Result<Response> Versions(const Endpoint& endpoint, const Request& request) {
  const store::ObjectKey key{endpoint.workspace, "savedSearches", "", request.captures[0]};
  TRY(const std::vector<store::Change> changes, endpoint.store->History(key));
  if (changes.empty() || harrier::hunting::IsHiddenQuery(changes, ActorOf(request).id)) {
    return Fail(ErrorCode::kNotFound, "there is no custom query '{}'", request.captures[0]);
  }
  json::array value;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    const json::object before = harrier::hunting::ParseObject(change->before);
    const json::object after = harrier::hunting::ParseObject(change->after);
    json::object one{{"version", change->version},
                     {"at", FormatDatetime(change->time)},
                     {"by", change->actor.name},
                     {"change", ChangeName(change->kind)}};
    one["properties"] = after;
    one["queryDiff"] =
        DiffJson(harrier::hunting::TextMember(before, "query"), harrier::hunting::TextMember(after, "query"));
    value.push_back(std::move(one));
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

}  // namespace

std::vector<Route> VersionRoutes(const Endpoint& endpoint) {
  return {{.method = "GET",
           .pattern = "/api/v1/hunting/queries/{id}/versions",
           .handler = Answering(endpoint, Versions),
           .action = "Microsoft.OperationalInsights/workspaces/savedSearches/read"}};
}

}  // namespace harrier::api::hunting
