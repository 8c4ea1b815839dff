#include <boost/json.hpp>

#include "api/hunting/cases.h"
#include "hunting/incidents/case_bookmarks.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::Cases;

/// {"title", "severity", …, "bookmarks": [names], "hunt": name}: an incident that has them.
Result<Response> Create(const Endpoint& endpoint, const Request& request) {
  harrier::hunting::NewCase fresh;
  TRY(fresh.properties, BodyOf(request));
  TRY(fresh.bookmarks, NamesIn(fresh.properties, "bookmarks"));
  fresh.hunt = harrier::hunting::TextMember(fresh.properties, "hunt");
  TRY_OK(Require(request, "incidents/relations/write"));
  if (!fresh.hunt.empty()) TRY_OK(Require(request, "hunts/relations/write"));
  harrier::hunting::MadeCase made;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY(made, harrier::hunting::MakeCase(CasesOf(endpoint, transaction), *endpoint.ids, fresh));
    return Ok();
  }));
  Response response = JsonAnswer(json::object{{"name", made.name}, {"incidentNumber", made.number}}, 201);
  response.headers.emplace_back(
      "Location", endpoint.workspace_path + "/providers/Microsoft.SecurityInsights/incidents/" + made.name);
  return response;
}

/// {"bookmarks": [names]}: puts them into the incident, or takes them out.
Result<Response> Move(const Endpoint& endpoint, const Request& request, bool in) {
  TRY(const json::object body, BodyOf(request));
  TRY(const std::vector<std::string> names, NamesIn(body, "bookmarks"));
  const std::string& incident = request.captures[0];
  std::vector<Finding> findings;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    const Cases cases = CasesOf(endpoint, transaction);
    TRY_OK(harrier::hunting::NeedObject(cases, "incidents", incident));
    if (!in) return harrier::hunting::RemoveBookmarks(cases, incident, names);
    for (const std::string& name : names) {
      const auto there = harrier::hunting::NeedObject(cases, "bookmarks", name);
      if (!there) findings.push_back({name, there.error()});
    }
    return findings.empty() ? harrier::hunting::AddBookmarks(cases, *endpoint.ids, incident, names) : Ok();
  }));
  if (!findings.empty()) return FindingsAnswer(findings);
  return JsonAnswer(json::object{{"name", incident}});
}

Result<Response> PutIn(const Endpoint& endpoint, const Request& request) {
  return Move(endpoint, request, true);
}

Result<Response> TakeOut(const Endpoint& endpoint, const Request& request) {
  return Move(endpoint, request, false);
}

}  // namespace

std::vector<Route> IncidentRoutes(const Endpoint& endpoint) {
  const std::string prefix = "Microsoft.SecurityInsights/incidents/";
  const std::string bookmarks = "/api/v1/hunting/incidents/{id}/bookmarks";
  return {
      {.method = "POST",
       .pattern = "/api/v1/hunting/incidents",
       .handler = Answering(endpoint, Create),
       .action = prefix + "write"},
      {.method = "POST",
       .pattern = bookmarks,
       .handler = Answering(endpoint, PutIn),
       .action = prefix + "relations/write"},
      {.method = "POST",
       .pattern = bookmarks + "/remove",
       .handler = Answering(endpoint, TakeOut),
       .action = prefix + "relations/delete"},
  };
}

}  // namespace harrier::api::hunting
