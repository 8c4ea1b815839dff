#include "api/data_collector/signature.h"

#include <cstdlib>

#include <fmt/format.h>

#include "access/secret.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "runtime/base64.h"

namespace harrier::api::data_collector {

std::string TextToSign(const Request& request) {
  return fmt::format("{}\n{}\n{}\nx-ms-date:{}\n/api/logs", request.method, request.Header("Content-Length"),
                     request.Header("Content-Type"), request.Header("x-ms-date"));
}

std::string Sign(std::string_view key, const Request& request) {
  const auto bytes = runtime::DecodeBase64(key);
  if (!bytes || bytes->empty()) return {};
  std::string signature;
  runtime::AppendBase64(signature, access::Hmac(*bytes, TextToSign(request)));
  return signature;
}

Status CheckDate(const Request& request, int64_t now) {
  constexpr int64_t kMostSkew = 15 * kTicksPerMinute;
  const auto date = ParseDatetime(request.Header("x-ms-date"));
  if (!date) return Fail(ErrorCode::kForbidden, "the header x-ms-date is missing or is no RFC 1123 date");
  if (std::abs(*date - now) > kMostSkew) {
    return Fail(ErrorCode::kForbidden,
                "the header x-ms-date is more than 15 minutes away from this machine's time, {}",
                FormatDatetime(now));
  }
  return Ok();
}

}  // namespace harrier::api::data_collector
