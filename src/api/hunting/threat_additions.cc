#include <boost/json.hpp>

#include "access/caller.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/bookmarks/bookmark_entities.h"
#include "hunting/entities/wire.h"
#include "hunting/hunts/hunt_entities.h"
#include "hunting/threat_intelligence/entity_observables.h"
#include "hunting/threat_intelligence/indicator_additions.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::AddedIndicator;
using harrier::hunting::Text;
using harrier::hunting::TextMember;

constexpr std::string_view kInsights = "/providers/Microsoft.SecurityInsights";
constexpr int64_t kUsualConfidence = 50;

/// What a request asks for: the entities, and what to tell of them.
struct Wanted {
  std::vector<json::object> entities;
  harrier::hunting::Indicator like;
};

Status MayRead(const Request& request, std::string_view kind) {
  const std::string action = fmt::format("Microsoft.SecurityInsights/{}/read", kind);
  if (request.caller == nullptr || request.caller->May(action)) return Ok();
  return Fail(ErrorCode::kForbidden, "this needs the action {}", action);
}

/// Adds the entities of the bookmark or hunt that the body names, unless it brings its own.
Status AddEntities(const Endpoint& endpoint, const Request& request, const json::object& body,
                   Wanted& wanted) {
  const auto refer = [&](std::string_view kind, std::string_view name, std::string_view title) {
    json::array references;
    if (wanted.like.external_references.is_array()) references = wanted.like.external_references.as_array();
    references.push_back(json::object{
        {"sourceName", fmt::format("Harrier {}", kind == "hunts" ? "hunt" : "bookmark")},
        {"externalId", Text(name)},
        {"description", Text(title)},
        {"url", Text(fmt::format("{}{}/{}/{}", endpoint.workspace_path, kInsights, kind, name))}});
    wanted.like.external_references = std::move(references);
  };
  const bool own = !wanted.entities.empty();
  if (const std::string_view name = TextMember(body, "hunt"); !name.empty()) {
    TRY_OK(MayRead(request, "hunts"));
    TRY(const auto dossier, endpoint.store->Read([&](store::Transaction& transaction) {
      return harrier::hunting::ReadDossier(transaction, endpoint.workspace, std::string(name));
    }));
    refer("hunts", dossier.object.key.name, dossier.hunt.display_name);
    if (!own) {
      for (const auto& one : harrier::hunting::EntitiesOf(dossier).merged.entities)
        wanted.entities.push_back(harrier::hunting::EntityToJson(one.entity));
    }
  }
  if (const std::string_view name = TextMember(body, "bookmark"); !name.empty()) {
    TRY_OK(MayRead(request, "bookmarks"));
    TRY(const auto object, endpoint.store->Read([&](store::Transaction& transaction) {
      return transaction.Get({endpoint.workspace, "bookmarks", "", std::string(name)});
    }));
    if (!object) return Fail(ErrorCode::kNotFound, "there is no bookmark '{}'", name);
    TRY(const auto bookmark,
        harrier::hunting::FromJson<harrier::hunting::Bookmark>(harrier::hunting::ParseObject(object->body)));
    refer("bookmarks", object->key.name, bookmark.display_name);
    if (!own) {
      for (const auto& entity : harrier::hunting::EntitiesOf(bookmark))
        wanted.entities.push_back(harrier::hunting::EntityToJson(entity));
    }
  }
  return Ok();
}

Result<Wanted> WantedIn(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  Wanted wanted;
  if (const json::value* const entity = harrier::hunting::Member(body, "entity")) {
    if (!entity->is_object())
      return Fail(ErrorCode::kInvalid, "'entity' must be an object with kind and properties");
    wanted.entities.push_back(entity->as_object());
  }
  if (const json::value* const entities = harrier::hunting::Member(body, "entities")) {
    if (!entities->is_array()) return Fail(ErrorCode::kInvalid, "'entities' must be a list of entities");
    for (const json::value& entity : entities->as_array()) {
      if (!entity.is_object()) return Fail(ErrorCode::kInvalid, "'entities' must be a list of entities");
      wanted.entities.push_back(entity.as_object());
    }
  }
  json::object properties = body;
  // What an indicator must have, and what is made of the entities.
  properties["pattern"] = "-";
  properties["patternType"] = "-";
  if (TextMember(properties, "source").empty()) properties["source"] = "Harrier";
  if (harrier::hunting::Member(properties, "confidence") == nullptr)
    properties["confidence"] = kUsualConfidence;
  if (const json::value* const tags = harrier::hunting::Member(body, "tags"))
    properties["threatIntelligenceTags"] = *tags;
  TRY(wanted.like, harrier::hunting::AcceptIndicator(properties));
  if (!wanted.like.valid_from) wanted.like.valid_from = harrier::hunting::Moment{endpoint.clock->Now()};
  wanted.like.external_id.clear();
  TRY_OK(AddEntities(endpoint, request, body, wanted));
  if (wanted.entities.empty() && TextMember(body, "hunt").empty() && TextMember(body, "bookmark").empty())
    return Fail(ErrorCode::kInvalid, "the body names no 'entity', 'entities', 'bookmark' or 'hunt'");
  return wanted;
}

json::string LabelOf(const json::object& entity) {
  const json::value* const properties = harrier::hunting::Member(entity, "properties");
  std::string_view label = properties != nullptr && properties->is_object()
                               ? TextMember(properties->as_object(), "friendlyName")
                               : std::string_view();
  if (label.empty()) label = TextMember(entity, "name");
  return Text(label);
}

/// {"entity" | "entities" | "bookmark" | "hunt", …}: indicators of what they say, each once for a source.
Result<Response> Add(const Endpoint& endpoint, const Request& request) {
  TRY(const Wanted wanted, WantedIn(endpoint, request));
  std::vector<harrier::hunting::Observable> observables;
  json::array refused;
  for (const json::object& entity : wanted.entities) {
    auto found = harrier::hunting::ObservablesOf(entity);
    if (!found.reason.empty())
      refused.push_back(json::object{{"kind", Text(TextMember(entity, "kind"))},
                                     {"entity", LabelOf(entity)},
                                     {"reason", Text(found.reason)}});
    for (auto& one : found.observables) observables.push_back(std::move(one));
  }
  TRY(const auto added, harrier::hunting::AddIndicators(*endpoint.store, ActorOf(request), endpoint.workspace,
                                                        endpoint.clock->Now(), observables, wanted.like));
  json::array indicators;
  bool any_new = false;
  for (const AddedIndicator& one : added) {
    any_new = any_new || one.outcome == AddedIndicator::Outcome::kCreated;
    indicators.push_back(json::object{{"name", Text(one.name)},
                                      {"id", Text(fmt::format("{}{}/threatIntelligence/main/indicators/{}",
                                                              endpoint.workspace_path, kInsights, one.name))},
                                      {"pattern", Text(one.pattern)},
                                      {"observableKey", Text(one.observable.key)},
                                      {"observableValue", Text(one.observable.value)},
                                      {"outcome", Text(harrier::hunting::OutcomeName(one.outcome))}});
  }
  return JsonAnswer(json::object{{"indicators", std::move(indicators)}, {"refused", std::move(refused)}},
                    any_new ? 201 : 200);
}

}  // namespace

std::vector<Route> ThreatAdditionRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/threat-intelligence",
           .handler = Answering(endpoint, Add),
           .action = "Microsoft.SecurityInsights/threatIntelligence/indicators/write"}};
}

}  // namespace harrier::api::hunting
