#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "hunting/incidents/case_file.h"

namespace harrier::hunting {

/// What is to become of several bookmarks.
struct BookmarkEdit {
  std::optional<std::string> notes;
  std::optional<std::vector<std::string>> tactics;
  std::optional<std::vector<std::string>> techniques;
  std::vector<std::string> add_labels;
  std::vector<std::string> remove_labels;
  std::string add_to_incident;
  std::string remove_from_incident;
  std::string add_to_hunt;
  std::string remove_from_hunt;
  bool remove = false;  // deletes them

  bool changes_bookmarks() const {
    return notes || tactics || techniques || !add_labels.empty() || !remove_labels.empty();
  }

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("notes", self.notes);
    a("tactics", self.tactics, {.one_of = TacticNames()});
    a("techniques", self.techniques);
    a("addLabels", self.add_labels);
    a("removeLabels", self.remove_labels);
    a("addToIncident", self.add_to_incident);
    a("removeFromIncident", self.remove_from_incident);
    a("addToHunt", self.add_to_hunt);
    a("removeFromHunt", self.remove_from_hunt);
    a("delete", self.remove);
  }
};

/// Reads an edit; kInvalid if it says nothing, or deletes and does something else.
Result<BookmarkEdit> AcceptBookmarkEdit(const json::object& body);

/// Something that stands in an edit's way.
struct EditProblem {
  std::string target;  // the bookmark's name, or that of what it should go to
  Error error;
};

/// Does the edit to the bookmarks, in one transaction; `may_delete` tells whether one of them may be deleted.
/// A bookmark that it leaves as it was gets no new version. If anything is in its way it does nothing, and
/// tells all that is.
Result<std::vector<EditProblem>> EditBookmarks(const Cases& cases, Ids& ids,
                                               std::span<const std::string> bookmarks,
                                               const BookmarkEdit& edit,
                                               const std::function<Status(const store::Object&)>& may_delete);

}  // namespace harrier::hunting
