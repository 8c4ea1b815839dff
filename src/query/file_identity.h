#pragma once

#include <string>
#include <vector>

namespace harrier::query {

/// Another text once one of the files has been changed or replaced by another: device, inode, size and time
/// of the last change of each.
std::string IdentityOf(const std::vector<std::string>& paths);

}  // namespace harrier::query
