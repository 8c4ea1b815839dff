#pragma once

#include <memory>

#include "api/server/client.h"
#include "query/session.h"

namespace harrier::api::kusto {

/// A query service that asks a running server over its Kusto endpoint. Management commands work too.
std::unique_ptr<query::Service> MakeRemoteService(Client client);

}  // namespace harrier::api::kusto
