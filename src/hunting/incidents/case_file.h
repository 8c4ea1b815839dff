#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hunting/bookmarks/bookmark.h"
#include "hunting/incidents/incident.h"
#include "hunting/relations/relation.h"
#include "store/transaction.h"

namespace harrier::hunting {

/// Where incidents and bookmarks are tied together: one transaction over one workspace.
struct Cases {
  store::Transaction& transaction;
  std::string workspace;       // a guid
  std::string workspace_path;  // its id in the resource manager
  int64_t now = 0;             // ticks

  store::ObjectKey KeyOf(std::string_view kind, std::string_view name) const {
    return {workspace, std::string(kind), "", std::string(name)};
  }
  /// "/subscriptions/…/bookmarks/<name>"
  std::string IdOf(std::string_view kind, std::string_view name) const;
  /// The name of the object if the id is one of this kind in this workspace.
  std::optional<std::string> NameIn(std::string_view kind, const ResourceId& id) const;
};

/// A relation as it is stored, and what it points at.
struct StoredRelation {
  store::Object object;
  Relation relation;
  ResourceId target;
};
Result<std::vector<StoredRelation>> RelationsBelow(const Cases& cases, std::string_view kind,
                                                   std::string_view name);

/// The folded names of the objects of a kind, such as "bookmarks", that relations below an object of the kind
/// `near` lead to; those that were deleted are left out.
Result<std::set<std::string>> NamesTiedTo(const Cases& cases, std::string_view near, std::string_view name,
                                          std::string_view kind);

/// The bookmarks of an incident that are there, each once, in the order in which they were added.
struct CaseBookmark {
  store::Object object;
  Bookmark bookmark;
};
Result<std::vector<CaseBookmark>> BookmarksOf(const Cases& cases, std::string_view incident);

/// An incident under the next number of its workspace; it is not there yet.
Result<Incident> NewIncident(const Cases& cases, const json::object& properties);

/// Counts the incident's comments, alerts and bookmarks anew and writes it: whatever changes a part changes
/// the incident. An incident that is not there is left alone.
Status Touch(const Cases& cases, std::string_view incident);
/// The same after a change of its comments or tasks alone.
Status TouchNotes(const Cases& cases, std::string_view incident);

/// The incident that a bookmark belongs to, by their relation; of several the first.
Result<std::optional<BookmarkIncident>> IncidentOf(const Cases& cases, std::string_view bookmark);

/// Whether the relation `key`, which is about to be written below an incident or a bookmark, may be:
/// kConflict if it stands for another resource already, here or at the other end; kInvalid for an alert that
/// the incident has already, or for one too many.
Status CheckRelation(const Cases& cases, const store::ObjectKey& key,
                     const std::optional<store::Object>& before, const Relation& relation);
/// After a relation below an incident or a bookmark was written: the other end gets it too, and the incident
/// is touched.
Status SettleRelation(const Cases& cases, const store::ObjectKey& key, const Relation& relation);
/// After one was deleted.
Status SettleDeletedRelation(const Cases& cases, const store::Object& gone);
/// After a bookmark was written: its incidents have its tactics and techniques.
Status SettleBookmark(const Cases& cases, const store::Object* before, const store::Object* after);
/// Before an incident or a bookmark is deleted: relations at the other ends say so from now on. The incidents
/// that are to be touched for it, folded.
Result<std::set<std::string>> MarkDeleted(const Cases& cases, const store::ObjectKey& key);

}  // namespace harrier::hunting
