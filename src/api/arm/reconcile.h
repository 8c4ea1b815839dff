#pragma once

#include "api/arm/endpoint.h"

namespace harrier::api::arm {

/// Makes what lies beside the store agree with it, after a process that was killed between the two: the
/// functions that saved searches are, and the ends of watchlists that are gone. To be called before serving
/// the workspace.
Status Reconcile(const Endpoint& endpoint, const Workspace& workspace);

}  // namespace harrier::api::arm
