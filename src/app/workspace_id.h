#pragma once

#include <string>

#include "base/error.h"

namespace harrier::app {

/// The guid by which clients of Azure's APIs name the workspace in a data directory; made at the first call,
/// and kept in its file `workspace.id`.
Result<std::string> WorkspaceId(const std::string& directory);

}  // namespace harrier::app
