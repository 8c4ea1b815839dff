#include "hunting/hunts/hunt_entities.h"

namespace harrier::hunting {

HuntEntities EntitiesOf(const HuntDossier& dossier) {
  HuntEntities out;
  std::vector<Entity> entities;
  for (const Evidence& evidence : dossier.evidence) {
    for (const BookmarkEntity& mapping : evidence.bookmark.entity_mappings) {
      std::vector<std::pair<std::string, std::string>> identifiers;
      for (const BookmarkIdentifier& identifier : mapping.field_mappings)
        identifiers.emplace_back(identifier.identifier, identifier.value);
      Result<Entity> entity = MakeEntity(mapping.entity_type, identifiers);
      if (!entity) {
        out.problems.push_back(evidence.bookmark.display_name + ": " + entity.error().message);
        continue;
      }
      entities.push_back(*std::move(entity));
      out.bookmarks.push_back(evidence.object.key.name);
    }
  }
  out.merged = Merge(entities);
  return out;
}

}  // namespace harrier::hunting
