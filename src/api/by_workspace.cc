#include "api/by_workspace.h"

#include <map>
#include <memory>
#include <mutex>

#include "access/caller.h"
#include "api/endpoints.h"

namespace harrier::api {
namespace {

/// One API's routes in every workspace, made when they are first asked for.
class Tables {
 public:
  Tables(const Workspaces& workspaces, std::function<std::vector<Route>(const Endpoints&)> make)
      : workspaces_(workspaces), make_(std::move(make)) {}

  /// Null if the workspace is not there.
  std::shared_ptr<const std::vector<Route>> Of(const std::string& workspace) {
    const auto endpoints = workspaces_.Of(workspace);
    const std::lock_guard lock(mutex_);
    if (endpoints == nullptr) {
      made_.erase(workspace);
      return nullptr;
    }
    auto& made = made_[workspace];
    if (made == nullptr) made = std::make_shared<const std::vector<Route>>(make_(*endpoints));
    return made;
  }

 private:
  const Workspaces& workspaces_;
  const std::function<std::vector<Route>(const Endpoints&)> make_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::vector<Route>>> made_;
};

Response NotThere(const Workspaces& workspaces, const access::Caller* caller, std::string_view action) {
  std::string known;
  for (const WorkspaceNames& each : workspaces.All()) {
    if (caller != nullptr && !caller->MayIn(each.id, action)) continue;
    known += fmt::format("{}'{}'", known.empty() ? "; there is " : ", ", each.name);
  }
  return ErrorResponse(404, "WorkspaceNotFound", "There is no workspace of this name" + known + ".");
}

}  // namespace

std::vector<Route> ByWorkspace(const Workspaces& workspaces, WorkspaceChoice choice,
                               std::function<std::vector<Route>(const Endpoints&)> make) {
  const auto find = [&workspaces, name = choice.name](const Request& request) {
    const auto named = name(request);
    return named ? workspaces.Find(*named) : workspaces.first();
  };
  const auto tables = std::make_shared<Tables>(workspaces, std::move(make));
  std::vector<Route> routes = *tables->Of(workspaces.first());
  for (size_t i = 0; i < routes.size(); ++i) {
    Route& route = routes[i];
    if (route.open) continue;
    const SaidBy said_by = choice.said_by(route);
    route.any_workspace = said_by != SaidBy::kHead;
    if (said_by == SaidBy::kHandler) continue;
    if (said_by == SaidBy::kHead) route.workspace = find;
    const auto run = [tables, i, &workspaces, action = route.action,
                      api_refuses = choice.api_refuses](const Request& request) {
      const std::string& named = request.caller == nullptr ? "" : request.caller->workspace;
      const auto table = tables->Of(named.empty() && api_refuses ? workspaces.first() : named);
      if (table == nullptr) return NotThere(workspaces, request.caller.get(), action);
      return (*table)[i].handler(request);
    };
    if (said_by == SaidBy::kHead) {
      route.handler = run;
      continue;
    }
    route.handler = [run, find, action = route.action, errors = route.errors](const Request& request) {
      Request there = request;
      auto caller = std::make_shared<const access::Caller>(request.caller->In(find(request)));
      if (const auto allowed = caller->Require(action); !allowed)
        return Forbidden(errors, request, allowed.error().message);
      there.caller = std::move(caller);
      return run(there);
    };
  }
  return routes;
}

WorkspaceChoice ByParameter() {
  return {.name = [](const Request& request) -> std::optional<std::string> {
    const std::string_view name = request.Parameter("workspace");
    if (name.empty()) return std::nullopt;
    return std::string(name);
  }};
}

}  // namespace harrier::api
