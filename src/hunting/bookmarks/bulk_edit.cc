#include "hunting/bookmarks/bulk_edit.h"

#include <algorithm>
#include <set>

#include <boost/json/serialize.hpp>

#include "hunting/incidents/case_bookmarks.h"

namespace harrier::hunting {
namespace {

/// The bookmark after the edit.
Bookmark Edited(Bookmark bookmark, const BookmarkEdit& edit) {
  if (edit.notes) bookmark.notes = *edit.notes;
  if (edit.tactics) bookmark.tactics = *edit.tactics;
  if (edit.techniques) bookmark.techniques = *edit.techniques;
  const auto has = [](const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  std::erase_if(bookmark.labels, [&](const std::string& label) { return has(edit.remove_labels, label); });
  for (const std::string& label : edit.add_labels) {
    if (!has(bookmark.labels, label)) bookmark.labels.push_back(label);
  }
  return bookmark;
}

class Edit {
 public:
  Edit(const Cases& cases, const BookmarkEdit& edit) : cases_(cases), edit_(edit) {}

  /// Looks for all that is in the way.
  Status Check(std::span<const std::string> names,
               const std::function<Status(const store::Object&)>& may_delete) {
    for (const auto& [kind, name] : {std::pair{"incidents", &edit_.add_to_incident},
                                     {"incidents", &edit_.remove_from_incident},
                                     {"hunts", &edit_.add_to_hunt},
                                     {"hunts", &edit_.remove_from_hunt}}) {
      if (name->empty()) continue;
      if (const Result<store::Object> object = NeedObject(cases_, kind, *name); !object)
        problems_.push_back({*name, object.error()});
    }
    TRY(const std::set<std::string> in_incident, Inside("incidents", edit_.remove_from_incident));
    TRY(const std::set<std::string> in_hunt, Inside("hunts", edit_.remove_from_hunt));
    std::set<std::string> seen;
    for (const std::string& name : names) {
      if (!seen.insert(store::FoldedName(name)).second) continue;
      Result<store::Object> object = NeedObject(cases_, "bookmarks", name);
      if (!object && object.error().code != ErrorCode::kNotFound) return tl::unexpected(object.error());
      if (!object) {
        problems_.push_back({name, object.error()});
        continue;
      }
      if (edit_.remove) Note(name, may_delete(*object));
      if (!edit_.remove_from_incident.empty() && !in_incident.contains(store::FoldedName(name)))
        Note(name, Fail(ErrorCode::kInvalid, "it is not in the incident '{}'", edit_.remove_from_incident));
      if (!edit_.remove_from_hunt.empty() && !in_hunt.contains(store::FoldedName(name)))
        Note(name, Fail(ErrorCode::kInvalid, "it is not in the hunt '{}'", edit_.remove_from_hunt));
      objects_.push_back(*std::move(object));
    }
    return Ok();
  }

  Status Do(Ids& ids) {
    std::vector<std::string> names;
    std::set<std::string> incidents;  // to be touched
    for (const store::Object& object : objects_) {
      names.push_back(object.key.name);
      TRY_OK(edit_.remove ? Remove(object, incidents) : Change(object, incidents));
    }
    if (!edit_.remove_from_incident.empty())
      TRY_OK(RemoveBookmarks(cases_, edit_.remove_from_incident, names));
    if (!edit_.add_to_incident.empty()) TRY_OK(AddBookmarks(cases_, ids, edit_.add_to_incident, names));
    if (!edit_.remove_from_hunt.empty())
      TRY_OK(RemoveFromHunt(cases_, edit_.remove_from_hunt, "bookmarks", names));
    if (!edit_.add_to_hunt.empty()) TRY_OK(AddToHunt(cases_, ids, edit_.add_to_hunt, "bookmarks", names));
    for (const std::string& incident : incidents) TRY_OK(Touch(cases_, incident));
    return Ok();
  }

  std::vector<EditProblem> TakeProblems() { return std::move(problems_); }

 private:
  void Note(const std::string& target, const Status& outcome) {
    if (!outcome) problems_.push_back({target, outcome.error()});
  }

  /// The folded names of the bookmarks of an incident or hunt; none if it is not asked for.
  Result<std::set<std::string>> Inside(std::string_view kind, const std::string& name) {
    if (name.empty()) return std::set<std::string>();
    return NamesTiedTo(cases_, kind, name, "bookmarks");
  }

  Status Change(const store::Object& object, std::set<std::string>& incidents) {
    if (!edit_.changes_bookmarks()) return Ok();
    TRY(const Bookmark before, FromJson<Bookmark>(ParseObject(object.body)));
    const Bookmark after = Edited(before, edit_);
    std::string body = json::serialize(ToJson(after));
    if (body == object.body) return Ok();
    TRY_OK(cases_.transaction.Put(object.key, std::move(body)));
    if (before.tactics == after.tactics && before.techniques == after.techniques) return Ok();
    TRY(const std::set<std::string> tied, NamesTiedTo(cases_, "bookmarks", object.key.name, "incidents"));
    incidents.insert(tied.begin(), tied.end());
    return Ok();
  }

  Status Remove(const store::Object& object, std::set<std::string>& incidents) {
    TRY(const std::set<std::string> marked, MarkDeleted(cases_, object.key));
    incidents.insert(marked.begin(), marked.end());
    TRY_OK(cases_.transaction.Delete(object.key));
    return Ok();
  }

  const Cases& cases_;
  const BookmarkEdit& edit_;
  std::vector<store::Object> objects_;
  std::vector<EditProblem> problems_;
};

}  // namespace

Result<BookmarkEdit> AcceptBookmarkEdit(const json::object& body) {
  TRY(BookmarkEdit edit, FromJson<BookmarkEdit>(body, "edit"));
  if (edit.techniques) TRY_OK(CheckTechniques(*edit.techniques));
  const bool moves = !edit.add_to_incident.empty() || !edit.remove_from_incident.empty() ||
                     !edit.add_to_hunt.empty() || !edit.remove_from_hunt.empty();
  const bool more = moves || edit.changes_bookmarks();
  if (edit.remove && more)
    return Fail(ErrorCode::kInvalid, "edit.delete: what is deleted cannot be changed in the same call");
  if (!edit.remove && !more)
    return Fail(ErrorCode::kInvalid,
                "the edit says nothing: give one of notes, tactics, techniques, addLabels, removeLabels, "
                "addToIncident, "
                "removeFromIncident, addToHunt, removeFromHunt, delete");
  return edit;
}

Result<std::vector<EditProblem>> EditBookmarks(
    const Cases& cases, Ids& ids, std::span<const std::string> bookmarks, const BookmarkEdit& edit,
    const std::function<Status(const store::Object&)>& may_delete) {
  Edit work(cases, edit);
  TRY_OK(work.Check(bookmarks, may_delete));
  std::vector<EditProblem> problems = work.TakeProblems();
  if (problems.empty()) TRY_OK(work.Do(ids));
  return problems;
}

}  // namespace harrier::hunting
