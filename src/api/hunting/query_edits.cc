#include <charconv>

#include <boost/json.hpp>

#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/queries/hidden_queries.h"
#include "hunting/saved_searches/saved_search.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntingQuery;
using harrier::hunting::SavedSearch;

/// {"displayName"}, or nothing: the workspace's own copy of any query, in its maker's hands.
Result<Response> Clone(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const HuntingQuery query, QueryFor(endpoint, request, request.captures[0]));
  SavedSearch clone = harrier::hunting::CloneOf(query);
  clone.category = harrier::hunting::kHuntingCategory;
  const std::string_view display_name = harrier::hunting::TextMember(body, "displayName");
  clone.display_name = display_name.empty() ? "Copy of " + query.name : std::string(display_name);
  if (query.is_private) clone.tags.push_back({"visibility", "private"});
  const std::string name = endpoint.ids->Ordered(endpoint.clock->Now());
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put({endpoint.workspace, "savedSearches", "", name},
                           json::serialize(harrier::hunting::ToJson(clone)), {.must_be_new = true}));
    return Ok();
  }));
  Response response = JsonAnswer(json::object{{"id", name}, {"clonedFrom", query.id}}, 201);
  response.headers.emplace_back("Location", endpoint.workspace_path + "/savedSearches/" + name);
  return response;
}

/// What a version of a query says; kNotFound too for one that only somebody else sees.
Result<json::object> BodyOfVersion(const Endpoint& endpoint, const Request& request,
                                   const store::ObjectKey& key) {
  TRY(const std::vector<store::Change> changes, endpoint.store->History(key));
  const std::string& text = request.captures[1];
  int64_t version = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (failure != std::errc() || end != text.data() + text.size())
    return Fail(ErrorCode::kInvalid, "'{}' is not the number of a version", text);
  const auto at = std::find_if(changes.begin(), changes.end(), [&](const store::Change& change) {
    return change.version == version && !change.after.empty();
  });
  if (at == changes.end() || harrier::hunting::IsHiddenQuery(changes, ActorOf(request).id))
    return Fail(ErrorCode::kNotFound, "there is no version {} of a custom query '{}'", version, key.name);
  return harrier::hunting::ParseObject(at->after);
}

/// Makes a query what it was in an earlier version, by a new version; also one that was deleted.
Result<Response> Restore(const Endpoint& endpoint, const Request& request) {
  const store::ObjectKey key{endpoint.workspace, "savedSearches", "", request.captures[0]};
  TRY(const json::object body, BodyOfVersion(endpoint, request, key));
  TRY(const SavedSearch search, harrier::hunting::AcceptSavedSearch(body));
  TRY_OK(harrier::hunting::CheckQuery(*endpoint.service, search, ViewFor(request)));
  int64_t version = 0;
  const auto alias_in = [](const std::optional<store::Object>& object) {
    return object &&
           !harrier::hunting::TextMember(harrier::hunting::ParseObject(object->body), "functionAlias")
                .empty();
  };
  TRY_OK(endpoint.store->Change(
      ActorOf(request),
      [&](store::Transaction& transaction) -> Status {
        TRY(const std::optional<store::Object> now, transaction.Get(key));
        if (!search.function_alias.empty() || alias_in(now))
          return Fail(ErrorCode::kConflict,
                      "'{}' is a function too: write it back through the resource manager", key.name);
        TRY(const store::Object kept,
            transaction.Put(key, json::serialize(harrier::hunting::ToJson(search))));
        version = kept.version;
        return Ok();
      },
      "restored version " + request.captures[1]));
  return JsonAnswer(json::object{{"id", key.name}, {"version", version}});
}

}  // namespace

std::vector<Route> QueryEditRoutes(const Endpoint& endpoint) {
  const std::string write = "Microsoft.OperationalInsights/workspaces/savedSearches/write";
  return {
      {.method = "POST",
       .pattern = "/api/v1/hunting/queries/{id}/clone",
       .handler = Answering(endpoint, Clone),
       .action = write},
      {.method = "POST",
       .pattern = "/api/v1/hunting/queries/{id}/versions/{version}/restore",
       .handler = Answering(endpoint, Restore),
       .action = write},
  };
}

}  // namespace harrier::api::hunting
