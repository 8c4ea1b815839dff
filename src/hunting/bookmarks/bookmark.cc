#include "hunting/bookmarks/bookmark.h"

#include "hunting/entities/entity_type.h"

namespace harrier::hunting {

Result<Bookmark> AcceptBookmark(const json::object& properties) {
  TRY(Bookmark bookmark, FromJson<Bookmark>(properties));
  bookmark.incident_info.reset();
  TRY_OK(CheckTechniques(bookmark.techniques));
  for (BookmarkEntity& entity : bookmark.entity_mappings) {
    const EntityType* const type = FindEntityType(entity.entity_type);
    if (type == nullptr)
      return Fail(ErrorCode::kInvalid, "properties.entityMappings: there is no entity type '{}'",
                  entity.entity_type);
    entity.entity_type = type->name;
    for (BookmarkIdentifier& mapping : entity.field_mappings) {
      const std::string_view identifier = FindIdentifier(*type, mapping.identifier);
      if (identifier.empty())
        return Fail(ErrorCode::kInvalid, "properties.entityMappings: {} has no identifier '{}'", type->name,
                    mapping.identifier);
      mapping.identifier = identifier;
    }
  }
  return bookmark;
}

}  // namespace harrier::hunting
