#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier::hunting {

/// A resource's id in Azure's resource manager, taken apart.
struct ResourceId {
  std::string subscription;
  std::string resource_group;
  std::string workspace;           // its name
  std::string provider;            // of the resource itself: "Microsoft.SecurityInsights"
  std::vector<std::string> types;  // "bookmarks", "relations"
  std::vector<std::string> names;  // one for each type

  /// "/subscriptions/…", as normalised.
  std::string text;
  /// "bookmarks/relations"
  std::string type() const;
  const std::string& name() const { return names.back(); }
  /// "/subscriptions/…/workspaces/<name>"
  std::string workspace_path() const;
};

/// Reads an id in the forms that clients send: as a URL with its host, or without the leading slash. The
/// words between the names are spelled as Azure does; kInvalid if it is no id of something in a workspace.
Result<ResourceId> ParseResourceId(std::string_view text);

/// "Microsoft.SecurityInsights/Bookmarks": how relations name the type, which clients compare exactly.
std::string RelatedType(const ResourceId& id);

}  // namespace harrier::hunting
