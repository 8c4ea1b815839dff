#pragma once

#include "api/arm/resource.h"

/// What is asked about an incident by POST without a body.
namespace harrier::api::arm {

Response IncidentAlerts(const Context& context);
Response IncidentBookmarks(const Context& context);
Response IncidentEntities(const Context& context);
/// Refused: there are no playbooks.
Response RunPlaybook(const Context& context);

}  // namespace harrier::api::arm
