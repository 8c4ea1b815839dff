#include "hunting/hunts/hunt.h"

namespace harrier::hunting {
namespace {

/// The preview API has labels as {labelName, labelType}, the stable one as texts: both become texts.
json::object WithPlainLabels(json::object properties) {
  for (auto& [name, value] : properties) {
    if (!SameName({name.data(), name.size()}, "labels") || !value.is_array()) continue;
    for (json::value& label : value.as_array()) {
      if (!label.is_object()) continue;
      json::string plain = Text(TextMember(label.as_object(), "labelName"));
      label = std::move(plain);
    }
  }
  return properties;
}

}  // namespace

Result<Hunt> AcceptHunt(const json::object& properties) {
  TRY(Hunt hunt, FromJson<Hunt>(WithPlainLabels(properties)));
  TRY_OK(CheckTechniques(hunt.attack_techniques));
  if (!hunt.parameters.is_null() && !hunt.parameters.is_object())
    return Fail(ErrorCode::kInvalid, "properties.parameters must be an object: values by name");
  return hunt;
}

}  // namespace harrier::hunting
