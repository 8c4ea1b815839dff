#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/templates/hunt_template.h"

namespace harrier::api::arm {

/// Templates of hunts that users make, which are ours, in the shape that everything else has.
ResourceFamily HuntTemplates() {
  Resource templates;
  templates.type = templates.collection = hunting::kHuntTemplates;
  templates.accept = [](const Context& context, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::HuntTemplate accepted, hunting::AcceptHuntTemplate(properties));
    TRY_OK(hunting::CheckTemplateQueries(*context.workspace.service, accepted, context.view()));
    return hunting::ToJson(accepted);
  };
  templates.admit = [](const Admission& admission) -> Status {
    return hunting::CheckTemplateName(admission.key.name);
  };
  return {{std::move(templates)}};
}

}  // namespace harrier::api::arm
