#pragma once

#include "api/arm/resource.h"

namespace harrier::api::arm {

/// The relations below a type of object: "hunts/{hunt}/relations" and the like.
Resource RelationsOf(std::string_view parent);

}  // namespace harrier::api::arm
