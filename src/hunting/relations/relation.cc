#include "hunting/relations/relation.h"

namespace harrier::hunting {

Result<Relation> AcceptRelation(const json::object& properties) {
  TRY(Relation relation, FromJson<Relation>(properties));
  TRY(const ResourceId id, ParseResourceId(relation.related_resource_id));
  relation.related_resource_id = id.text;
  relation.deleted.reset();
  relation.alert.reset();
  return relation;
}

}  // namespace harrier::hunting
