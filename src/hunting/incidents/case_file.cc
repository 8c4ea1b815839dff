#include "hunting/incidents/case_file.h"

#include <algorithm>
#include <functional>
#include <set>

#include <boost/json/serialize.hpp>

#include "runtime/unicode.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kProvider = "/providers/Microsoft.SecurityInsights/";

/// The counter of incidents.
constexpr std::string_view kNumbers = "incidents";
/// As Sentinel names itself in the incidents that are made in it.
constexpr std::string_view kProviderName = "Azure Sentinel";

void AddNew(std::vector<std::string>& out, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (!one.empty() && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  }
}

Status CountComments(const Cases& cases, std::string_view incident, IncidentCounts& counts) {
  TRY(const std::vector<store::Object> comments,
      cases.transaction.List(cases.workspace, "incidents/comments", incident));
  counts.comments = static_cast<int64_t>(comments.size());
  return Ok();
}

/// Writes the incident, if it is there, with what `count` makes of its counts.
Status Rewrite(const Cases& cases, std::string_view incident,
               const std::function<Status(IncidentCounts&)>& count) {
  const store::ObjectKey key = cases.KeyOf("incidents", incident);
  TRY(const std::optional<store::Object> object, cases.transaction.Get(key));
  if (!object) return Ok();
  TRY(Incident now, FromJson<Incident>(ParseObject(object->body)));
  TRY_OK(count(now.counts));
  if (!now.first_modified) now.first_modified = Moment{cases.now};
  TRY_OK(cases.transaction.Put(key, json::serialize(ToJson(now))));
  return Ok();
}

}  // namespace

std::string Cases::IdOf(std::string_view kind, std::string_view name) const {
  return fmt::format("{}{}{}/{}", workspace_path, kProvider, kind, name);
}

std::optional<std::string> Cases::NameIn(std::string_view kind, const ResourceId& id) const {
  const bool here = SameName(std::string_view(id.text).substr(0, workspace_path.size()), workspace_path) &&
                    id.text.substr(std::min(id.text.size(), workspace_path.size())).starts_with('/');
  if (!here || !SameName(id.type(), kind)) return std::nullopt;
  return id.name();
}

Result<std::vector<StoredRelation>> RelationsBelow(const Cases& cases, std::string_view kind,
                                                   std::string_view name) {
  TRY(const std::vector<store::Object> objects,
      cases.transaction.List(cases.workspace, std::string(kind) + "/relations", name));
  std::vector<StoredRelation> out;
  for (const store::Object& object : objects) {
    TRY(Relation relation, FromJson<Relation>(ParseObject(object.body)));
    TRY(ResourceId target, ParseResourceId(relation.related_resource_id));
    out.push_back({object, std::move(relation), std::move(target)});
  }
  return out;
}

Result<std::set<std::string>> NamesTiedTo(const Cases& cases, std::string_view near, std::string_view name,
                                          std::string_view kind) {
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, near, name));
  std::set<std::string> names;
  for (const StoredRelation& one : relations) {
    const auto target = cases.NameIn(kind, one.target);
    if (target && !one.relation.deleted) names.insert(store::FoldedName(*target));
  }
  return names;
}

Result<std::vector<CaseBookmark>> BookmarksOf(const Cases& cases, std::string_view incident) {
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "incidents", incident));
  std::vector<CaseBookmark> out;
  std::set<std::string> seen;
  for (const StoredRelation& one : relations) {
    const auto name = cases.NameIn("bookmarks", one.target);
    if (!name || one.relation.deleted || !seen.insert(store::FoldedName(*name)).second) continue;
    TRY(std::optional<store::Object> object, cases.transaction.Get(cases.KeyOf("bookmarks", *name)));
    if (!object) continue;
    TRY(Bookmark bookmark, FromJson<Bookmark>(ParseObject(object->body)));
    out.push_back({*std::move(object), std::move(bookmark)});
  }
  return out;
}

Result<Incident> NewIncident(const Cases& cases, const json::object& properties) {
  TRY(Incident incident, AcceptIncident(nullptr, properties, cases.now));
  TRY(incident.number, cases.transaction.NextNumber(cases.workspace, kNumbers));
  incident.provider_name = kProviderName;
  incident.provider_incident_id = std::to_string(incident.number);
  return incident;
}

Status Touch(const Cases& cases, std::string_view incident) {
  return Rewrite(cases, incident, [&](IncidentCounts& counts) -> Status {
    counts = {};
    TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "incidents", incident));
    for (const StoredRelation& one : relations) {
      if (!cases.NameIn("entities", one.target)) continue;
      ++counts.alerts;
      if (!one.relation.alert) continue;
      AddNew(counts.alert_product_names, {one.relation.alert->product_name});
      AddNew(counts.tactics, one.relation.alert->tactics);
      AddNew(counts.techniques, one.relation.alert->techniques);
    }
    TRY(const std::vector<CaseBookmark> bookmarks, BookmarksOf(cases, incident));
    counts.bookmarks = static_cast<int64_t>(bookmarks.size());
    for (const CaseBookmark& one : bookmarks) {
      AddNew(counts.tactics, one.bookmark.tactics);
      AddNew(counts.techniques, one.bookmark.techniques);
    }
    return CountComments(cases, incident, counts);
  });
}

Status TouchNotes(const Cases& cases, std::string_view incident) {
  return Rewrite(cases, incident,
                 [&](IncidentCounts& counts) { return CountComments(cases, incident, counts); });
}

Result<std::optional<BookmarkIncident>> IncidentOf(const Cases& cases, std::string_view bookmark) {
  TRY(const std::vector<StoredRelation> relations, RelationsBelow(cases, "bookmarks", bookmark));
  for (const StoredRelation& one : relations) {
    const auto name = cases.NameIn("incidents", one.target);
    if (!name || one.relation.deleted) continue;
    TRY(const std::optional<store::Object> object, cases.transaction.Get(cases.KeyOf("incidents", *name)));
    if (!object) continue;
    TRY(const Incident incident, FromJson<Incident>(ParseObject(object->body)));
    return BookmarkIncident{object->key.name, incident.severity, incident.title, one.object.key.name};
  }
  return std::nullopt;
}

}  // namespace harrier::hunting
