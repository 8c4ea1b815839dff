#pragma once

#include "api/arm/resource.h"

namespace harrier::api::arm {

/// A workspace as clients see it.
json::object DescribeWorkspace(const Workspace& workspace);

}  // namespace harrier::api::arm
