#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::api {

struct Endpoints;

/// A workspace by its names.
struct WorkspaceNames {
  std::string id;    // a guid
  std::string name;  // its database too
  std::vector<std::string> aliases;
};

/// The workspaces that a server has. Safe for use by several threads at once.
class Workspaces {
 public:
  virtual ~Workspaces() = default;
  /// Now, the first one first.
  virtual std::vector<WorkspaceNames> All() const = 0;
  /// The guid of the workspace that goes by a guid, a name or an alias, without case, or by the id of its
  /// resource. Empty: there is none.
  virtual std::string Find(std::string_view name) const = 0;
  /// What the APIs serve of one of them, by its guid; null: there is none.
  virtual std::shared_ptr<const Endpoints> Of(std::string_view id) const = 0;

  std::string first() const { return All().front().id; }
};

}  // namespace harrier::api
