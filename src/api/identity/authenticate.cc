#include "api/identity/authenticate.h"

namespace harrier::api::identity {

Authenticate OpenToAll(const access::Role& role, std::string workspace) {
  access::Caller caller;
  caller.principal.name = "local";
  caller.grants.push_back({std::make_shared<const access::Role>(role), ""});
  caller.workspace = std::move(workspace);
  return [caller](const Request& request,
                  const Listener& listener) -> Result<std::shared_ptr<const access::Caller>> {
    if (listener.secure) return Fail(ErrorCode::kForbidden, "nobody can log in here yet: run harrier init");
    auto local = std::make_shared<access::Caller>(caller);
    local->address = request.address;
    return local;
  };
}

}  // namespace harrier::api::identity
