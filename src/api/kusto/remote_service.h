#pragma once

#include <memory>

#include "api/server/client.h"
#include "query/session.h"

namespace harrier::api::kusto {

/// A query service that asks a running server over its Kusto endpoint. Management commands work too.
/// `database` empty: the server's first.
std::unique_ptr<query::Service> MakeRemoteService(Client client, std::string database);

}  // namespace harrier::api::kusto
