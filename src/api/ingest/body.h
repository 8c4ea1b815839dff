#pragma once

#include <string>

#include "api/server/http.h"
#include "base/error.h"

namespace harrier::api {

/// Undoes gzip where the bytes are gzip: clients say it of what is none, and leave it out where it is. kLimit
/// if the body has more than `most` bytes then.
Status Unpack(std::string& body, size_t most);

}  // namespace harrier::api
