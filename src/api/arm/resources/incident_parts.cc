#include "api/arm/resources/incident_parts.h"

#include <map>

#include "api/arm/resources/authorship.h"
#include "api/arm/resources/cases.h"
#include "api/arm/wire.h"
#include "hunting/alerts/alert.h"
#include "hunting/bookmarks/bookmark_entities.h"
#include "hunting/entities/merge.h"
#include "hunting/entities/wire.h"

namespace harrier::api::arm {
namespace {

/// What an incident is made of.
struct Parts {
  std::vector<std::string> alerts;  // ids
  std::vector<hunting::StoredRelation> relations;
  std::vector<hunting::CaseBookmark> bookmarks;
};

Result<Parts> PartsOf(const Context& context) {
  return context.endpoint.store->Read([&](store::Transaction& transaction) -> Result<Parts> {
    const hunting::Cases cases = CasesOf(context, transaction);
    const std::string incident(context.Part(0));
    TRY(const auto object, transaction.Get(cases.KeyOf("incidents", incident)));
    if (!object)
      return Fail(ErrorCode::kNotFound, "there is no Microsoft.SecurityInsights/incidents '{}'", incident);
    Parts parts;
    TRY(parts.relations, hunting::RelationsBelow(cases, "incidents", incident));
    for (const hunting::StoredRelation& one : parts.relations) {
      if (auto alert = cases.NameIn("entities", one.target)) parts.alerts.push_back(*std::move(alert));
    }
    TRY(parts.bookmarks, hunting::BookmarksOf(cases, incident));
    return parts;
  });
}

json::object EntityOf(const Context& context, std::string_view name, std::string_view kind,
                      json::object properties) {
  return {{"id", hunting::Text(fmt::format("{}/providers/Microsoft.SecurityInsights/entities/{}",
                                           context.workspace.resource_id(), name))},
          {"name", hunting::Text(name)},
          {"type", "Microsoft.SecurityInsights/Entities"},
          {"kind", hunting::Text(kind)},
          {"properties", std::move(properties)}};
}

json::object AlertJson(const hunting::Alert& alert) {
  json::object out{{"systemAlertId", hunting::Text(alert.id)},
                   {"alertDisplayName", hunting::Text(alert.display_name)},
                   {"friendlyName", hunting::Text(alert.display_name)},
                   {"description", hunting::Text(alert.description)},
                   {"severity", hunting::Text(alert.severity)},
                   {"status", hunting::Text(alert.status)},
                   {"productName", hunting::Text(alert.product_name)},
                   {"vendorName", hunting::Text(alert.vendor_name)},
                   {"alertType", hunting::Text(alert.alert_type)},
                   {"compromisedEntity", hunting::Text(alert.compromised_entity)},
                   {"alertLink", hunting::Text(alert.link)},
                   {"tactics", hunting::Texts(alert.tactics)},
                   {"techniques", hunting::Texts(alert.techniques)}};
  const auto time = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out[name] = hunting::Text(text);
  };
  time("startTimeUtc", alert.start);
  time("endTimeUtc", alert.end);
  time("timeGenerated", alert.generated);
  return out;
}

}  // namespace

Response IncidentAlerts(const Context& context) {
  const Result<Parts> parts = PartsOf(context);
  if (!parts) return ErrorAnswer(parts.error());
  const auto alerts = hunting::AlertsOf(parts->alerts, *context.workspace.service, context.view());
  if (!alerts) return ErrorAnswer(alerts.error());
  json::array value;
  for (const hunting::Alert& alert : *alerts)
    value.push_back(EntityOf(context, alert.id, "SecurityAlert", AlertJson(alert)));
  return JsonAnswer(200, json::object{{"value", std::move(value)}});
}

Response IncidentBookmarks(const Context& context) {
  const Result<Parts> parts = PartsOf(context);
  if (!parts) return ErrorAnswer(parts.error());
  json::array value;
  for (const hunting::CaseBookmark& one : parts->bookmarks) {
    json::object properties = hunting::ToJson(one.bookmark);
    properties["friendlyName"] = hunting::Text(one.bookmark.display_name);
    AddAuthorship(properties, one.object);
    value.push_back(EntityOf(context, one.object.key.name, "Bookmark", std::move(properties)));
  }
  return JsonAnswer(200, json::object{{"value", std::move(value)}});
}

Response IncidentEntities(const Context& context) {
  const Result<Parts> parts = PartsOf(context);
  if (!parts) return ErrorAnswer(parts.error());
  std::vector<hunting::Entity> found;
  for (const hunting::CaseBookmark& one : parts->bookmarks) {
    for (hunting::Entity& entity : hunting::EntitiesOf(one.bookmark)) found.push_back(std::move(entity));
  }
  const auto alerts = hunting::AlertsOf(parts->alerts, *context.workspace.service, context.view());
  if (!alerts) return ErrorAnswer(alerts.error());
  for (const hunting::Alert& alert : *alerts) {
    for (hunting::Entity& entity : hunting::EntitiesIn(alert.entities)) found.push_back(std::move(entity));
  }
  json::array entities, counts;
  std::map<std::string, int64_t> kinds;
  for (const hunting::MergedEntity& merged : hunting::Merge(found).entities) {
    const json::object entity = hunting::EntityToJson(merged.entity);
    const std::string kind(hunting::TextMember(entity, "kind"));
    ++kinds[kind];
    entities.push_back(
        EntityOf(context, hunting::TextMember(entity, "name"), kind, entity.at("properties").as_object()));
  }
  for (const auto& [kind, count] : kinds)
    counts.push_back(json::object{{"entityKind", hunting::Text(kind)}, {"count", count}});
  return JsonAnswer(200, json::object{{"entities", std::move(entities)}, {"metaData", std::move(counts)}});
}

Response RunPlaybook(const Context&) {
  return ErrorAnswer({ErrorCode::kNotSupported, "not supported: runPlaybook; there are no playbooks"});
}

}  // namespace harrier::api::arm
