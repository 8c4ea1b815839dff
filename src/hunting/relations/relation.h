#pragma once

#include <string>
#include <vector>

#include "hunting/relations/resource_id.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// What an alert said when it was related to an incident: its row may be gone later.
struct RelatedAlert {
  std::string display_name;
  std::string product_name;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("alertDisplayName", self.display_name);
    a("productName", self.product_name);
    a("tactics", self.tactics);
    a("techniques", self.techniques);
  }
};

/// What ties a hunt, bookmark or incident to another resource.
struct Relation {
  std::string related_resource_id;  // normalised
  std::vector<std::string> labels;
  /// Only between incidents and bookmarks, true: what was related is gone, and stays so if another object
  /// gets its name.
  std::optional<bool> deleted{};
  std::optional<RelatedAlert> alert{};

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("relatedResourceId", self.related_resource_id, {.required = true});
    a("labels", self.labels);
    a("relatedResourceDeleted", self.deleted);
    a("relatedAlert", self.alert);
  }
};

/// Reads a relation from a request's properties and normalises its id.
Result<Relation> AcceptRelation(const json::object& properties);

}  // namespace harrier::hunting
