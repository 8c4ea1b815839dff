#include "api/server/gate.h"

namespace harrier::api {

std::optional<Response> Gate::Admit(const Route& route, const Listener& listener, Request& request) const {
  if (route.open) return std::nullopt;
  auto caller = authenticate_ ? authenticate_(request, listener)
                              : Result<std::shared_ptr<const access::Caller>>(
                                    Fail(ErrorCode::kForbidden, "nobody can log in here"));
  if (!caller) return Unauthorized(route.errors, request, tenant_, caller.error().message);
  if (!route.any_workspace || !(*caller)->MaySomewhere(route.action)) {
    std::string workspace = route.workspace ? route.workspace(request) : "";
    caller = std::make_shared<const access::Caller>((*caller)->In(std::move(workspace)));
    if (auto allowed = (*caller)->Require(route.action); !allowed)
      return Forbidden(route.errors, request, allowed.error().message);
  }
  request.caller = *std::move(caller);
  return std::nullopt;
}

}  // namespace harrier::api
