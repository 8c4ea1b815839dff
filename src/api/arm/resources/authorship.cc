#include "api/arm/resources/authorship.h"

#include "base/time_text.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {

json::object UserInfo(const store::Actor& actor) {
  return {{"objectId", hunting::Text(actor.id)},
          {"email", hunting::Text(actor.email)},
          {"name", hunting::Text(actor.name)}};
}

void AddAuthorship(json::object& properties, const store::Object& object) {
  properties["created"] = hunting::Text(FormatDatetime(object.created));
  properties["createdBy"] = UserInfo(object.created_by);
  properties["updated"] = hunting::Text(FormatDatetime(object.modified));
  properties["updatedBy"] = UserInfo(object.modified_by);
}

}  // namespace harrier::api::arm
