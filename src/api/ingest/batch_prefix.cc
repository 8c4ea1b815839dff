#include "api/ingest/batch_prefix.h"

#include <fmt/format.h>

#include "ingest/digest.h"

namespace harrier::api {
namespace {

constexpr size_t kGuidSize = 36;

bool IsGuid(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (hyphen ? c != '-' : !hex) return false;
  }
  return text.size() == kGuidSize;
}

}  // namespace

std::string BatchPrefix(const Request& request, std::string_view body, std::string_view target) {
  const std::string_view id = request.Header("x-ms-client-request-id");
  for (size_t at = 0; at + kGuidSize <= id.size() && at < kGuidSize * 4; ++at) {
    const std::string_view guid = id.substr(at, kGuidSize);
    if (!IsGuid(guid)) continue;
    return fmt::format("request:{}:{}:{}",
                       ingest::ShortDigest(fmt::format("{}|{}", request.principal(), target)), guid,
                       ingest::ShortDigest(body));
  }
  return {};
}

}  // namespace harrier::api
