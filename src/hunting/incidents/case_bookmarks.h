#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "hunting/incidents/case_file.h"

namespace harrier::hunting {

/// Ties the bookmarks, which are there, to the incident, and touches it once. Those that it has stay as they
/// are.
Status AddBookmarks(const Cases& cases, Ids& ids, const std::string& incident,
                    std::span<const std::string> bookmarks);

/// Takes the bookmarks out of the incident, and touches it once.
Status RemoveBookmarks(const Cases& cases, const std::string& incident,
                       std::span<const std::string> bookmarks);

/// Ties something to a hunt unless it is tied to it already.
Status AddToHunt(const Cases& cases, Ids& ids, const std::string& hunt, std::string_view kind,
                 std::span<const std::string> names);
Status RemoveFromHunt(const Cases& cases, const std::string& hunt, std::string_view kind,
                      std::span<const std::string> names);

/// What a new incident is made of, beside its properties.
struct NewCase {
  json::object properties;
  std::vector<std::string> bookmarks;  // names; they must be there
  std::string hunt;                    // that it came out of; may be empty
};
struct MadeCase {
  std::string name;
  int64_t number = 0;
};
/// An incident with its bookmarks. The times of their events are the incident's unless it has its own.
/// kNotFound names what is not there.
Result<MadeCase> MakeCase(const Cases& cases, Ids& ids, const NewCase& fresh);

/// The object; kNotFound: "there is no incident 'x'".
Result<store::Object> NeedObject(const Cases& cases, std::string_view kind, std::string_view name);

}  // namespace harrier::hunting
