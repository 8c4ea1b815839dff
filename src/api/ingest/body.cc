#include "api/ingest/body.h"

#include "api/server/gzip.h"

namespace harrier::api {

Status Unpack(std::string& body, size_t most) {
  if (body.starts_with("\x1f\x8b")) {
    TRY(body, Gunzip(body, most));
  }
  if (body.size() > most) return Fail(ErrorCode::kLimit, "the body is larger than {} bytes", most);
  return Ok();
}

}  // namespace harrier::api
