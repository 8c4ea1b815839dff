#pragma once

#include "base/error.h"

namespace harrier {

/// The status of HTTP that an API answers a failure with, where its family has no other rule of its own
/// (Azure REST API guidelines).
int HttpStatusOf(ErrorCode code);

}  // namespace harrier
