#pragma once

#include <memory>
#include <string>

#include "api/answer/running.h"
#include "base/clock.h"
#include "engine/engine.h"
#include "query/session.h"

namespace harrier::api::kusto {

/// A service of this process that takes management commands too. All that it is given must outlive it.
std::unique_ptr<query::Service> MakeCommandService(query::Service* service, engine::Storage* storage,
                                                   RunningQueries* running, const Clock* clock);

}  // namespace harrier::api::kusto
