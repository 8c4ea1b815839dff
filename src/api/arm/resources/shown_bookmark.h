#pragma once

#include <optional>

#include "api/arm/resource.h"
#include "hunting/bookmarks/bookmark.h"

namespace harrier::api::arm {

/// A bookmark's properties as the API shows them: with the hash of what it shows, its authors, and the
/// incident that it belongs to by its relation.
json::object ShownBookmark(const store::Object& object,
                           const std::optional<hunting::BookmarkIncident>& incident);

}  // namespace harrier::api::arm
