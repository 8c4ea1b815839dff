#pragma once

#include <vector>

#include "hunting/bookmarks/bookmark.h"
#include "hunting/entities/entity.h"

namespace harrier::hunting {

/// The entities that a bookmark's mappings name; mappings that name nothing are left out.
std::vector<Entity> EntitiesOf(const Bookmark& bookmark);

}  // namespace harrier::hunting
