#include "hunting/bookmarks/bookmark_entities.h"

namespace harrier::hunting {

std::vector<Entity> EntitiesOf(const Bookmark& bookmark) {
  std::vector<Entity> entities;
  for (const BookmarkEntity& mapping : bookmark.entity_mappings) {
    std::vector<std::pair<std::string, std::string>> identifiers;
    for (const BookmarkIdentifier& one : mapping.field_mappings)
      identifiers.emplace_back(one.identifier, one.value);
    if (auto entity = MakeEntity(mapping.entity_type, identifiers)) entities.push_back(*std::move(entity));
  }
  return entities;
}

}  // namespace harrier::hunting
