#include "api/arm/resources/shown_bookmark.h"

#include "api/arm/resources/authorship.h"
#include "hunting/shape/content_hash.h"

namespace harrier::api::arm {

json::object ShownBookmark(const store::Object& object,
                           const std::optional<hunting::BookmarkIncident>& incident) {
  json::object properties = hunting::ParseObject(object.body);
  // By its relation, so that it is never an incident that is no more.
  properties.erase("incidentInfo");
  if (incident) properties["incidentInfo"] = hunting::ToJson(*incident);
  properties["contentHash"] = hunting::Text(hunting::ContentHash(properties, hunting::kBookmarkEvidence));
  AddAuthorship(properties, object);
  return properties;
}

}  // namespace harrier::api::arm
