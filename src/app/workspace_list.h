#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "app/metadata.h"

namespace harrier::app {

/// A workspace of a data directory.
struct WorkspaceEntry {
  std::string id;    // a guid
  std::string name;  // its database too
  std::vector<std::string> aliases;
  std::string resource_group;
  std::string location;
  bool is_first = false;
};

/// The first workspace, which every data directory has, and those that were made (objects "workspaces" of the
/// tenant), in the order in which they were.
Result<std::vector<WorkspaceEntry>> ReadWorkspaces(Metadata& metadata, const Config& config);

/// By guid, name or alias, without case, or by the id of its resource; null: there is none.
const WorkspaceEntry* FindWorkspace(const std::vector<WorkspaceEntry>& all, std::string_view name);
/// kNotFound, with the names that there are.
tl::unexpected<Error> NoSuchWorkspace(const std::vector<WorkspaceEntry>& all, std::string_view name);

/// Keeps a new workspace. Names have 4 to 63 letters, digits and hyphens, with a letter or digit at either
/// end, as in Azure. kConflict if the name is taken.
Result<WorkspaceEntry> AddWorkspace(Metadata& metadata, const Config& config, const store::Actor& actor,
                                    WorkspaceEntry wanted);
/// kNotFound; kConflict for the first one.
Status RemoveWorkspace(Metadata& metadata, const store::Actor& actor, const WorkspaceEntry& entry);

}  // namespace harrier::app
