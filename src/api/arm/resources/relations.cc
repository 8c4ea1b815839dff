#include "api/arm/resources/relations.h"

#include "api/arm/wire.h"
#include "hunting/relations/relation.h"

namespace harrier::api::arm {
namespace {

/// Kinds of objects whose absence can be told.
constexpr std::string_view kKnownKinds[] = {"bookmarks", "hunts", "savedSearches", "watchlists"};

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
  return properties;
}

Status AdmitRelation(const Admission& admission) {
  TRY(const auto id, hunting::ParseResourceId(hunting::TextMember(admission.kept, "relatedResourceId")));
  TRY(const bool gone, IsGone(admission.context, admission.transaction, id));
  if (gone) return Fail(ErrorCode::kNotFound, "there is no {} '{}' to relate to", id.type(), id.name());
  return Ok();
}

}  // namespace

Resource RelationsOf(std::string_view parent) {
  Resource relations;
  relations.type = std::string(parent) + "/relations";
  relations.collection = std::string(parent) + "/{parent}/relations";
  relations.parent_kind = parent;
  relations.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::Relation relation, hunting::AcceptRelation(properties));
    return hunting::ToJson(relation);
  };
  relations.admit = AdmitRelation;
  relations.read = ReadRelation;
  return relations;
}

}  // namespace harrier::api::arm
