#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/server/router.h"
#include "api/workspaces.h"

namespace harrier::api {

/// What says which workspace a request is about.
enum class SaidBy : uint8_t {
  kHead,     // its path, parameters or headers: the gate looks at the roles there
  kBody,     // which the gate does not have yet
  kHandler,  // it is about several, or none: the handler looks at the caller's roles itself
};

/// How a request says what workspace it is about.
struct WorkspaceChoice {
  /// The name in the request; nullopt: the first workspace is meant.
  std::function<std::optional<std::string>(const Request&)> name;
  std::function<SaidBy(const Route&)> said_by = [](const Route&) { return SaidBy::kHead; };
  /// The API tells itself that there is no workspace of a name: the first one's routes get the request.
  bool api_refuses = false;
};

/// The routes of an API that serves one workspace, for all that there are: `make` gives them for one. A
/// request goes to those of the workspace that it is about, with the caller's rights there. `workspaces` must
/// outlive the routes.
std::vector<Route> ByWorkspace(const Workspaces& workspaces, WorkspaceChoice choice,
                               std::function<std::vector<Route>(const Endpoints&)> make);

/// "workspace" among the address's parameters.
WorkspaceChoice ByParameter();

}  // namespace harrier::api
