#include "base/http_status.h"

namespace harrier {

int HttpStatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kSyntax:
    case ErrorCode::kSemantic:
    case ErrorCode::kNotSupported:
    case ErrorCode::kInvalid:
    case ErrorCode::kLimit:
    case ErrorCode::kCancelled:
      return 400;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kBusy:
      return 429;
    case ErrorCode::kTimeout:
      return 504;
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

}  // namespace harrier
