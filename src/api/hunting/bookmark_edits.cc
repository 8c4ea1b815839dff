#include <boost/json.hpp>

#include "access/actions.h"
#include "access/caller.h"
#include "api/arm/odata.h"
#include "api/arm/resources/shown_bookmark.h"
#include "api/hunting/cases.h"
#include "hunting/bookmarks/bulk_edit.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::BookmarkEdit;
using harrier::hunting::Cases;
using harrier::hunting::Text;

/// What the caller must be allowed to do beside changing bookmarks.
Status RequireFor(const Request& request, const BookmarkEdit& edit) {
  if (edit.remove) TRY_OK(Require(request, "bookmarks/delete"));
  if (edit.changes_bookmarks()) TRY_OK(Require(request, "bookmarks/write"));
  if (!edit.add_to_incident.empty()) TRY_OK(Require(request, "incidents/relations/write"));
  if (!edit.remove_from_incident.empty()) TRY_OK(Require(request, "incidents/relations/delete"));
  if (!edit.add_to_hunt.empty()) TRY_OK(Require(request, "hunts/relations/write"));
  if (!edit.remove_from_hunt.empty()) TRY_OK(Require(request, "hunts/relations/delete"));
  return Ok();
}

/// The names of the bookmarks that the filter takes, as a list of bookmarks would.
Result<std::vector<std::string>> Matching(const Cases& cases, const arm::Filter& filter) {
  TRY(const std::vector<store::Object> objects, cases.transaction.List(cases.workspace, "bookmarks", ""));
  std::vector<std::string> names;
  for (const store::Object& object : objects) {
    TRY(const auto incident, harrier::hunting::IncidentOf(cases, object.key.name));
    const json::value shown =
        json::object{{"name", Text(object.key.name)}, {"properties", arm::ShownBookmark(object, incident)}};
    if (filter.Matches(shown)) names.push_back(object.key.name);
  }
  return names;
}

/// {"ids": [names]} or {"filter": "$filter"}, and what is to become of them; all or nothing.
Result<Response> Edit(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const BookmarkEdit edit, harrier::hunting::AcceptBookmarkEdit(body));
  TRY_OK(RequireFor(request, edit));
  TRY(std::vector<std::string> names, NamesIn(body, "ids"));
  const std::string_view text = harrier::hunting::TextMember(body, "filter");
  if (names.empty() == text.empty())
    return Fail(ErrorCode::kInvalid, "give 'ids', a list of bookmarks, or 'filter', as $filter of a list");
  std::optional<arm::Filter> filter;
  if (!text.empty()) {
    TRY(filter, arm::Filter::Parse(text));
  }
  const auto may_delete = [&](const store::Object& object) -> Status {
    if (request.caller == nullptr || object.created_by.id == ActorOf(request).id) return Ok();
    return request.caller->Require(access::kDeleteBookmarksOfOthers);
  };
  std::vector<Finding> findings;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    const Cases cases = CasesOf(endpoint, transaction);
    if (filter) {
      TRY(names, Matching(cases, *filter));
    }
    TRY(auto problems, harrier::hunting::EditBookmarks(cases, *endpoint.ids, names, edit, may_delete));
    for (auto& problem : problems) findings.push_back({std::move(problem.target), std::move(problem.error)});
    return Ok();
  }));
  if (!findings.empty()) return FindingsAnswer(findings);
  json::array value;
  for (const std::string& name : names) value.push_back(Text(name));
  return JsonAnswer(json::object{{"count", value.size()}, {"value", std::move(value)}});
}

}  // namespace

std::vector<Route> BookmarkEditRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/bookmarks/edit",
           .handler = Answering(endpoint, Edit),
           .action = "Microsoft.SecurityInsights/bookmarks/read"}};
}

}  // namespace harrier::api::hunting
