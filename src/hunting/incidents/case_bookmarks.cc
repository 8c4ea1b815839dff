#include "hunting/incidents/case_bookmarks.h"

#include <algorithm>
#include <set>

#include <boost/json/serialize.hpp>

namespace harrier::hunting {
namespace {

std::set<std::string> FoldedNames(std::span<const std::string> names) {
  std::set<std::string> folded;
  for (const std::string& name : names) folded.insert(store::FoldedName(name));
  return folded;
}

std::string BodyOf(const Cases& cases, std::string_view kind, std::string_view name) {
  return json::serialize(ToJson(Relation{cases.IdOf(kind, name), {}}));
}

}  // namespace

Status AddBookmarks(const Cases& cases, Ids& ids, const std::string& incident,
                    std::span<const std::string> bookmarks) {
  TRY(std::set<std::string> there, NamesTiedTo(cases, "incidents", incident, "bookmarks"));
  bool changed = false;
  for (const std::string& bookmark : bookmarks) {
    if (!there.insert(store::FoldedName(bookmark)).second) continue;
    const std::string name = ids.Ordered(cases.now);
    TRY_OK(cases.transaction.Put({cases.workspace, "incidents/relations", incident, name},
                                 BodyOf(cases, "bookmarks", bookmark)));
    TRY_OK(cases.transaction.Put({cases.workspace, "bookmarks/relations", bookmark, name},
                                 BodyOf(cases, "incidents", incident)));
    changed = true;
  }
  return changed ? Touch(cases, incident) : Ok();
}

Status RemoveBookmarks(const Cases& cases, const std::string& incident,
                       std::span<const std::string> bookmarks) {
  const std::set<std::string> wanted = FoldedNames(bookmarks);
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "incidents", incident));
  bool changed = false;
  for (const StoredRelation& one : relations) {
    const auto name = cases.NameIn("bookmarks", one.target);
    if (!name || one.relation.deleted || !wanted.contains(store::FoldedName(*name))) continue;
    TRY_OK(cases.transaction.Delete(one.object.key));
    TRY_OK(cases.transaction.Delete({cases.workspace, "bookmarks/relations", *name, one.object.key.name}));
    changed = true;
  }
  return changed ? Touch(cases, incident) : Ok();
}

Status AddToHunt(const Cases& cases, Ids& ids, const std::string& hunt, std::string_view kind,
                 std::span<const std::string> names) {
  TRY(std::set<std::string> there, NamesTiedTo(cases, "hunts", hunt, kind));
  for (const std::string& name : names) {
    if (!there.insert(store::FoldedName(name)).second) continue;
    TRY_OK(cases.transaction.Put({cases.workspace, "hunts/relations", hunt, ids.Ordered(cases.now)},
                                 BodyOf(cases, kind, name)));
  }
  return Ok();
}

Status RemoveFromHunt(const Cases& cases, const std::string& hunt, std::string_view kind,
                      std::span<const std::string> names) {
  const std::set<std::string> wanted = FoldedNames(names);
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "hunts", hunt));
  for (const StoredRelation& one : relations) {
    const auto name = cases.NameIn(kind, one.target);
    if (name && wanted.contains(store::FoldedName(*name))) TRY_OK(cases.transaction.Delete(one.object.key));
  }
  return Ok();
}

Result<store::Object> NeedObject(const Cases& cases, std::string_view kind, std::string_view name) {
  TRY(std::optional<store::Object> object, cases.transaction.Get(cases.KeyOf(kind, name)));
  if (object) return *std::move(object);
  return Fail(ErrorCode::kNotFound, "there is no {} '{}'", kind.substr(0, kind.size() - 1), name);
}

Result<MadeCase> MakeCase(const Cases& cases, Ids& ids, const NewCase& fresh) {
  TRY(Incident incident, NewIncident(cases, fresh.properties));
  std::optional<Moment> first, last;
  for (const std::string& name : fresh.bookmarks) {
    TRY(const store::Object object, NeedObject(cases, "bookmarks", name));
    TRY(const Bookmark bookmark, FromJson<Bookmark>(ParseObject(object.body)));
    const auto& time = bookmark.event_time;
    if (!time) continue;
    if (!first || time->ticks < first->ticks) first = time;
    if (!last || time->ticks > last->ticks) last = time;
  }
  if (!incident.first_activity && !incident.last_activity) {
    incident.first_activity = first;
    incident.last_activity = last;
  }
  const MadeCase made{ids.Random(), incident.number};
  TRY_OK(cases.transaction.Put(cases.KeyOf("incidents", made.name), json::serialize(ToJson(incident)),
                               {.must_be_new = true}));
  TRY_OK(AddBookmarks(cases, ids, made.name, fresh.bookmarks));
  if (fresh.hunt.empty()) return made;
  TRY_OK(NeedObject(cases, "hunts", fresh.hunt));
  const std::string names[] = {made.name};
  TRY_OK(AddToHunt(cases, ids, fresh.hunt, "incidents", names));
  return made;
}

}  // namespace harrier::hunting
