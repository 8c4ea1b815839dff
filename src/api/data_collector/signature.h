#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/server/http.h"
#include "base/error.h"

namespace harrier::api::data_collector {

/// What a workspace's key signs (Azure Monitor docs, Data Collector API, authorization): method, length and
/// type of the body, date and path.
std::string TextToSign(const Request& request);

/// The base64 of its HMAC-SHA256; `key` is base64. Empty if the key is not.
std::string Sign(std::string_view key, const Request& request);

/// Whether the header x-ms-date is within a quarter of an hour of `now` (ticks), so that a request that
/// somebody saw cannot be sent again later. kForbidden if not.
Status CheckDate(const Request& request, int64_t now);

}  // namespace harrier::api::data_collector
