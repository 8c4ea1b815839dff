#pragma once

#include <vector>

#include "api/arm/resource.h"

namespace harrier::api::arm {

#define HARRIER_ARM_FAMILY(name) ResourceFamily name();
#include "api/arm/resources/all.inc"
#undef HARRIER_ARM_FAMILY

/// One for each line of all.inc.
std::vector<ResourceFamily> AllFamilies();

}  // namespace harrier::api::arm
