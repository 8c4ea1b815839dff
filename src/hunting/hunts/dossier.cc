#include "hunting/hunts/dossier.h"

#include <algorithm>

#include "hunting/bookmarks/evidence.h"
#include "hunting/incidents/case_file.h"
#include "hunting/relations/relation.h"

namespace harrier::hunting {
namespace {

int64_t TimeOf(const Evidence& evidence) {
  return evidence.bookmark.event_time ? evidence.bookmark.event_time->ticks : evidence.object.created;
}

/// Which way a relation says that its bookmark speaks.
std::string_view StanceOf(const Relation& relation) {
  for (const std::string_view stance : {"for", "against"}) {
    for (const std::string& label : relation.labels) {
      if (SameName(label, stance)) return stance;
    }
  }
  return {};
}

/// Kinds of objects that the store knows by the last segment of their ids.
Status AddRelated(store::Transaction& transaction, const std::string& workspace, ResourceId id,
                  std::string_view stance, HuntDossier& out) {
  TRY(std::optional<store::Object> object, transaction.Get({workspace, id.type(), "", id.name()}));
  if (object && SameName(id.type(), "bookmarks")) {
    TRY(Bookmark bookmark, FromJson<Bookmark>(ParseObject(object->body)));
    TRY(bookmark.incident_info, IncidentOf({transaction, workspace, id.workspace_path()}, object->key.name));
    std::string hash = EvidenceHash(bookmark);
    out.evidence.push_back({*std::move(object), std::move(bookmark), std::move(hash), stance});
  } else if (object && SameName(id.type(), "savedSearches")) {
    TRY(SavedSearch search, FromJson<SavedSearch>(ParseObject(object->body)));
    out.queries.push_back({*std::move(object), std::move(search)});
  } else {
    // Alerts are rows, and no objects.
    const bool exists = object.has_value() || SameName(id.type(), "entities");
    out.related.push_back({std::move(id), exists});
  }
  return Ok();
}

}  // namespace

Result<HuntDossier> ReadDossier(store::Transaction& transaction, const std::string& workspace,
                                const std::string& hunt) {
  TRY(std::optional<store::Object> object, transaction.Get({workspace, "hunts", "", hunt}));
  if (!object) return Fail(ErrorCode::kNotFound, "there is no hunt '{}'", hunt);
  HuntDossier out;
  TRY(out.hunt, FromJson<Hunt>(ParseObject(object->body)));
  const std::string parent = store::ParentFor(object->key);
  out.object = *std::move(object);
  TRY(const std::vector<store::Object> relations, transaction.List(workspace, "hunts/relations", parent));
  for (const store::Object& each : relations) {
    TRY(const Relation relation, FromJson<Relation>(ParseObject(each.body)));
    TRY(ResourceId id, ParseResourceId(relation.related_resource_id));
    TRY_OK(AddRelated(transaction, workspace, std::move(id), StanceOf(relation), out));
  }
  std::sort(out.evidence.begin(), out.evidence.end(),
            [](const Evidence& a, const Evidence& b) { return TimeOf(a) < TimeOf(b); });
  TRY(const std::vector<store::Object> comments, transaction.List(workspace, "hunts/comments", parent));
  for (const store::Object& each : comments) {
    TRY(HuntComment comment, FromJson<HuntComment>(ParseObject(each.body)));
    out.notes.push_back({each, std::move(comment.message)});
  }
  return out;
}

}  // namespace harrier::hunting
