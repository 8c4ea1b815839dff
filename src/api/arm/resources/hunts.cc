#include "api/arm/resources/families.h"
#include "api/arm/resources/relations.h"
#include "api/arm/wire.h"
#include "hunting/hunts/hunt.h"

namespace harrier::api::arm {

ResourceFamily Hunts() {
  Resource hunts;
  hunts.type = hunts.collection = "hunts";
  hunts.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::Hunt hunt, hunting::AcceptHunt(properties));
    return hunting::ToJson(hunt);
  };

  Resource comments;
  comments.type = "hunts/comments";
  comments.collection = "hunts/{hunt}/comments";
  comments.parent_kind = "hunts";
  comments.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const auto comment, hunting::FromJson<hunting::HuntComment>(properties));
    return hunting::ToJson(comment);
  };
  return {{std::move(hunts), RelationsOf("hunts"), std::move(comments)}};
}

}  // namespace harrier::api::arm
