#pragma once

#include <string>
#include <vector>

#include "hunting/bookmarks/bookmark.h"
#include "hunting/hunts/hunt.h"
#include "hunting/relations/resource_id.h"
#include "hunting/saved_searches/saved_search.h"
#include "store/store.h"

namespace harrier::hunting {

/// A bookmark of a hunt.
struct Evidence {
  store::Object object;
  Bookmark bookmark;
  std::string hash;  // EvidenceHash
  /// "for" or "against", as its relation to the hunt is labelled; empty if it is neither.
  std::string_view stance{};
};

/// A query that a hunt has of its own.
struct HuntQuery {
  store::Object object;
  SavedSearch search;
};

struct HuntNote {
  store::Object object;
  std::string message;
};

/// Something else that a hunt is related to: an incident, a rule, an alert.
struct RelatedResource {
  ResourceId id;
  bool exists = true;  // false: it was deleted, and is shown as such
};

/// All that belongs to a hunt, as it is at one moment.
struct HuntDossier {
  store::Object object;
  Hunt hunt;
  std::vector<Evidence> evidence;  // in order of event time
  std::vector<HuntQuery> queries;
  std::vector<HuntNote> notes;  // oldest first
  std::vector<RelatedResource> related;
};

/// kNotFound if there is no such hunt.
Result<HuntDossier> ReadDossier(store::Transaction& transaction, const std::string& workspace,
                                const std::string& hunt);

}  // namespace harrier::hunting
