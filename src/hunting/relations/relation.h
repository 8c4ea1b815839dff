#pragma once

#include <string>
#include <vector>

#include "hunting/relations/resource_id.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// What ties a hunt, bookmark or incident to another resource.
struct Relation {
  std::string related_resource_id;  // normalised
  std::vector<std::string> labels;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("relatedResourceId", self.related_resource_id, {.required = true});
    a("labels", self.labels);
  }
};

/// Reads a relation from a request's properties and normalises its id.
Result<Relation> AcceptRelation(const json::object& properties);

}  // namespace harrier::hunting
