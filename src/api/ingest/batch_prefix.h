#pragma once

#include <string>
#include <string_view>

#include "api/server/http.h"

namespace harrier::api {

/// What the batches of a request are called, so that the same request sent again adds nothing: the same guid
/// in its x-ms-client-request-id (Azure's clients keep it when they try again; what follows the guid may
/// count the tries), the same body, the same target and caller. Empty if the client's name for the request
/// has no guid.
std::string BatchPrefix(const Request& request, std::string_view body, std::string_view target);

}  // namespace harrier::api
