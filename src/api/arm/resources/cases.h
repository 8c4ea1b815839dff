#pragma once

#include "api/arm/resource.h"
#include "hunting/incidents/case_file.h"

namespace harrier::api::arm {

/// The incidents and bookmarks of the request's workspace, in a transaction.
inline hunting::Cases CasesOf(const Context& context, store::Transaction& transaction) {
  return {transaction, context.workspace.id, context.workspace.resource_id(), context.endpoint.clock->Now()};
}

}  // namespace harrier::api::arm
