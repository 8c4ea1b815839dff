#include <boost/json/serialize.hpp>

#include "hunting/incidents/case_file.h"

/// Relations between incidents and bookmarks: one lies below each end, under one name.
namespace harrier::hunting {
namespace {

/// "incidents" for the kind "incidents/relations".
std::string_view NearEnd(std::string_view kind) {
  return kind.substr(0, kind.find('/'));
}
std::string_view FarEnd(std::string_view kind) {
  return NearEnd(kind) == "incidents" ? "bookmarks" : "incidents";
}

/// The relation's twin at the other end; nullopt if it leads elsewhere.
std::optional<store::ObjectKey> TwinOf(const Cases& cases, const store::ObjectKey& key,
                                       const ResourceId& target) {
  const std::string_view far = FarEnd(key.kind);
  const auto name = cases.NameIn(far, target);
  if (!name) return std::nullopt;
  return store::ObjectKey{cases.workspace, std::string(far) + "/relations", *name, key.name};
}

Result<Relation> StoredAs(const store::Object& object) {
  return FromJson<Relation>(ParseObject(object.body));
}

Status CheckAlert(const Cases& cases, const store::ObjectKey& key, const ResourceId& target) {
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "incidents", key.parent));
  size_t alerts = 0;
  for (const StoredRelation& one : relations) {
    if (!cases.NameIn("entities", one.target) ||
        store::FoldedName(one.object.key.name) == store::FoldedName(key.name))
      continue;
    ++alerts;
    if (store::FoldedName(one.target.text) == store::FoldedName(target.text))
      return Fail(ErrorCode::kInvalid,
                  "properties.relatedResourceId: the incident has the alert '{}' already", target.name());
  }
  if (alerts >= kMostAlerts)
    return Fail(ErrorCode::kInvalid, "an incident has {} alerts at most", kMostAlerts);
  return Ok();
}

}  // namespace

Status CheckRelation(const Cases& cases, const store::ObjectKey& key,
                     const std::optional<store::Object>& before, const Relation& relation) {
  TRY(const ResourceId target, ParseResourceId(relation.related_resource_id));
  if (before) {
    TRY(const Relation stored, StoredAs(*before));
    if (store::FoldedName(stored.related_resource_id) != store::FoldedName(target.text))
      return Fail(ErrorCode::kConflict, "the relation '{}' leads to {} already", key.name,
                  stored.related_resource_id);
  }
  if (key.kind == "incidents/relations" && cases.NameIn("entities", target)) {
    TRY_OK(CheckAlert(cases, key, target));
  }
  const auto twin = TwinOf(cases, key, target);
  if (!twin) return Ok();
  TRY(const std::optional<store::Object> there, cases.transaction.Get(*twin));
  if (!there) return Ok();
  TRY(const Relation stored, StoredAs(*there));
  if (store::FoldedName(stored.related_resource_id) !=
      store::FoldedName(cases.IdOf(NearEnd(key.kind), key.parent)))
    return Fail(ErrorCode::kConflict, "'{}' has a relation '{}' already, which leads to {}", twin->parent,
                key.name, stored.related_resource_id);
  return Ok();
}

Status SettleRelation(const Cases& cases, const store::ObjectKey& key, const Relation& relation) {
  TRY(const ResourceId target, ParseResourceId(relation.related_resource_id));
  const auto twin = TwinOf(cases, key, target);
  if (twin) {
    const Relation other{cases.IdOf(NearEnd(key.kind), key.parent), relation.labels};
    std::string body = json::serialize(ToJson(other));
    TRY(const std::optional<store::Object> there, cases.transaction.Get(*twin));
    if (!there || there->body != body) TRY_OK(cases.transaction.Put(*twin, std::move(body)));
  }
  if (NearEnd(key.kind) == "incidents") return Touch(cases, key.parent);
  return twin ? Touch(cases, twin->parent) : Ok();
}

Status SettleDeletedRelation(const Cases& cases, const store::Object& gone) {
  TRY(const Relation relation, StoredAs(gone));
  TRY(const ResourceId target, ParseResourceId(relation.related_resource_id));
  const auto twin = TwinOf(cases, gone.key, target);
  if (twin && !relation.deleted) TRY_OK(cases.transaction.Delete(*twin));
  if (NearEnd(gone.key.kind) == "incidents") return Touch(cases, gone.key.parent);
  return twin && !relation.deleted ? Touch(cases, twin->parent) : Ok();
}

Result<std::set<std::string>> MarkDeleted(const Cases& cases, const store::ObjectKey& key) {
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, key.kind, key.name));
  std::set<std::string> incidents;
  for (const StoredRelation& one : relations) {
    const auto twin = TwinOf(cases, one.object.key, one.target);
    if (!twin || one.relation.deleted) continue;
    TRY(const std::optional<store::Object> there, cases.transaction.Get(*twin));
    if (!there) continue;
    TRY(Relation other, StoredAs(*there));
    other.deleted = true;
    TRY_OK(cases.transaction.Put(there->key, json::serialize(ToJson(other))));
    if (key.kind == "bookmarks") incidents.insert(store::FoldedName(twin->parent));
  }
  return incidents;
}

Status SettleBookmark(const Cases& cases, const store::Object* before, const store::Object* after) {
  if (before == nullptr || after == nullptr) return Ok();
  TRY(const Bookmark old, FromJson<Bookmark>(ParseObject(before->body)));
  TRY(const Bookmark now, FromJson<Bookmark>(ParseObject(after->body)));
  if (old.tactics == now.tactics && old.techniques == now.techniques) return Ok();
  TRY(const std::set<std::string> incidents, NamesTiedTo(cases, "bookmarks", after->key.name, "incidents"));
  for (const std::string& incident : incidents) TRY_OK(Touch(cases, incident));
  return Ok();
}

}  // namespace harrier::hunting
