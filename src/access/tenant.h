#pragma once

#include <string>

#include "base/error.h"
#include "base/ids.h"

namespace harrier::access {

/// The names by which clients of Azure's APIs know a data directory; all but the group's are guids.
struct Tenant {
  std::string id;
  std::string subscription = "00000000-0000-0000-0000-000000000001";
  std::string workspace;
  std::string resource_group = "harrier";
};

/// Reads DIR/tenant.json; made at the first call.
Result<Tenant> OpenTenant(const std::string& directory, Ids& ids);

}  // namespace harrier::access
