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
    json::object kept = hunting::ToJson(hunt);
    // An empty hypothesis takes the one away that was there.
    if (hunt.hypothesis) kept["hypothesis"] = *hunt.hypothesis;
    return kept;
  };
  hunts.admit = [](const Admission& admission) -> Status {
    if (!admission.before) return Ok();
    const json::object before = hunting::ParseObject(admission.before->body);
    for (const std::string_view name : hunting::kOwnHuntFields) {
      const json::value* const value = before.if_contains(name);
      if (value != nullptr && !admission.kept.contains(name)) admission.kept[name] = *value;
    }
    return Ok();
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
