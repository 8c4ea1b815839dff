#include "api/arm/resources/relations.h"

#include "access/caller.h"
#include "api/arm/resources/cases.h"
#include "api/arm/wire.h"
#include "hunting/alerts/alert.h"
#include "hunting/relations/relation.h"

namespace harrier::api::arm {
namespace {

/// Kinds of objects whose absence can be told.
constexpr std::string_view kKnownKinds[] = {"bookmarks", "hunts", "incidents", "savedSearches", "watchlists"};

bool IsOfWorkspace(const hunting::ResourceId& id, const Workspace& workspace) {
  return SameText(id.subscription, workspace.subscription) &&
         SameText(id.resource_group, workspace.resource_group) && SameText(id.workspace, workspace.name);
}

/// Whether the object that the relation points at is gone; what lies elsewhere, or is of a kind that is not
/// kept here, counts as there.
Result<bool> IsGone(const Context& context, store::Transaction& transaction, const hunting::ResourceId& id) {
  const bool known = std::any_of(std::begin(kKnownKinds), std::end(kKnownKinds),
                                 [&](std::string_view kind) { return id.type() == kind; });
  if (!known || !IsOfWorkspace(id, context.workspace)) return false;
  TRY(const auto object, transaction.Get({context.workspace.id, id.type(), "", id.name()}));
  return !object.has_value();
}

/// Whether a relation of an incident leads to an alert: Sentinel lists those among the entities.
bool IsAlert(const Context& context, const hunting::ResourceId& id) {
  return id.type() == "entities" && IsOfWorkspace(id, context.workspace);
}

json::object ReadRelation(const Context& context, store::Transaction& transaction,
                          const store::Object& object) {
  json::object properties = hunting::ParseObject(object.body);
  const auto id = hunting::ParseResourceId(hunting::TextMember(properties, "relatedResourceId"));
  if (!id) return properties;
  const std::string type = hunting::RelatedType(*id);
  properties["relatedResourceName"] = hunting::Text(id->name());
  properties["relatedResourceType"] = hunting::Text(type);
  properties["relationType"] = hunting::Text(type);
  properties["relatedResourceKind"] = hunting::Text(id->types.back());
  if (const auto gone = IsGone(context, transaction, *id); gone && *gone)
    properties["relatedResourceDeleted"] = true;
  if (IsAlert(context, *id)) properties["relatedResourceKind"] = "SecurityAlert";
  return properties;
}

Status AdmitRelation(const Admission& admission) {
  TRY(const auto id, hunting::ParseResourceId(hunting::TextMember(admission.kept, "relatedResourceId")));
  TRY(const bool gone, IsGone(admission.context, admission.transaction, id));
  if (gone) return Fail(ErrorCode::kNotFound, "there is no {} '{}' to relate to", id.type(), id.name());
  return Ok();
}

/// What the alert says, which must be in the table.
Result<hunting::RelatedAlert> AlertOf(const Context& context, const std::string& id) {
  TRY(const auto alerts, hunting::AlertsOf({id}, *context.workspace.service, context.view()));
  if (alerts.empty()) return Fail(ErrorCode::kNotFound, "SecurityAlert has no alert '{}'", id);
  return alerts.front().facts();
}

/// Who ties a bookmark to an incident changes the incident.
Status RequireIncidents(const Context& context, std::string_view verb) {
  if (context.request.caller == nullptr) return Ok();
  return context.request.caller->Require(
      fmt::format("Microsoft.SecurityInsights/incidents/relations/{}", verb));
}

bool LeadsToIncident(const hunting::Cases& cases, const store::ObjectKey& key,
                     const hunting::Relation& relation) {
  const auto target = hunting::ParseResourceId(relation.related_resource_id);
  return key.kind == "bookmarks/relations" && target && cases.NameIn("incidents", *target).has_value();
}

/// Incidents and bookmarks know of each other.
void TieTogether(Resource& relations) {
  relations.admit = [](const Admission& admission) -> Status {
    const hunting::Cases cases = CasesOf(admission.context, admission.transaction);
    TRY(const auto relation, hunting::FromJson<hunting::Relation>(admission.kept));
    if (LeadsToIncident(cases, admission.key, relation)) TRY_OK(RequireIncidents(admission.context, "write"));
    TRY_OK(AdmitRelation(admission));
    return hunting::CheckRelation(cases, admission.key, admission.before, relation);
  };
  relations.release = [](const Context& context, store::Transaction& transaction,
                         const store::Object& object) -> Status {
    TRY(const auto relation, hunting::FromJson<hunting::Relation>(hunting::ParseObject(object.body)));
    if (!LeadsToIncident(CasesOf(context, transaction), object.key, relation)) return Ok();
    return RequireIncidents(context, "delete");
  };
  relations.settle = [](const Context& context, store::Transaction& transaction, const store::Object* before,
                        const store::Object* after) -> Status {
    const hunting::Cases cases = CasesOf(context, transaction);
    if (after == nullptr) return hunting::SettleDeletedRelation(cases, *before);
    TRY(const auto relation, hunting::FromJson<hunting::Relation>(hunting::ParseObject(after->body)));
    return hunting::SettleRelation(cases, after->key, relation);
  };
}

}  // namespace

Resource RelationsOf(std::string_view parent) {
  Resource relations;
  relations.type = std::string(parent) + "/relations";
  relations.collection = std::string(parent) + "/{parent}/relations";
  relations.parent_kind = parent;
  const bool has_alerts = parent == "incidents";
  relations.accept = [has_alerts](const Context& context, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(hunting::Relation relation, hunting::AcceptRelation(properties));
    TRY(const hunting::ResourceId target, hunting::ParseResourceId(relation.related_resource_id));
    if (has_alerts && IsAlert(context, target)) {
      TRY(relation.alert, AlertOf(context, target.name()));
    }
    return hunting::ToJson(relation);
  };
  relations.admit = AdmitRelation;
  relations.read = ReadRelation;
  if (parent == "incidents" || parent == "bookmarks") TieTogether(relations);
  return relations;
}

}  // namespace harrier::api::arm
