#pragma once

#include <string_view>

#include "api/server/http.h"

namespace harrier::api {

/// How an API family writes its errors.
enum class ErrorStyle : uint8_t { kAzure, kKusto, kLogAnalytics, kDataCollector };

/// 401: the server does not know who asks. Says where to get a token, as Azure does.
Response Unauthorized(ErrorStyle style, const Request& request, std::string_view tenant,
                      std::string_view message);

/// 403: who asks may not do this.
Response Forbidden(ErrorStyle style, const Request& request, std::string_view message);

}  // namespace harrier::api
