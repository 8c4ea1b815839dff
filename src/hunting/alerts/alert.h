#pragma once

#include <string>
#include <vector>

#include "hunting/entities/entity.h"
#include "hunting/relations/relation.h"
#include "query/session.h"

namespace harrier::hunting {

/// An alert as the table SecurityAlert has it, written last.
struct Alert {
  std::string id;  // SystemAlertId
  std::string display_name, description, severity, status, product_name, vendor_name, alert_type;
  std::string compromised_entity, link, provider;
  std::string start, end, generated;  // ISO 8601
  std::vector<std::string> tactics, techniques;
  std::string entities;  // JSON

  RelatedAlert facts() const { return {display_name, product_name, tactics, techniques}; }
};

/// The alerts of these ids, as far as the table has them and the view shows them; in order of the ids.
Result<std::vector<Alert>> AlertsOf(const std::vector<std::string>& ids, query::Service& service,
                                    const query::ViewPtr& view);

/// The entities that an alert's JSON names; what is no entity known here is left out.
std::vector<Entity> EntitiesIn(std::string_view json);

}  // namespace harrier::hunting
