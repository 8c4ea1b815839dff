#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "access/caller.h"
#include "api/server/listener.h"
#include "api/server/router.h"

namespace harrier::api {

/// Tells who asks; an error says why that is not known. May read a database, so it runs on the pool.
using Authenticate =
    std::function<Result<std::shared_ptr<const access::Caller>>(const Request&, const Listener&)>;

/// The one place where it is decided whether a request goes to its handler.
class Gate {
 public:
  Gate(Authenticate authenticate, std::string tenant)
      : authenticate_(std::move(authenticate)), tenant_(std::move(tenant)) {}

  /// Puts the caller into the request, as they are in the workspace that it is about. A response if the route
  /// is not open and nobody known asks (401), or somebody whose roles lack the route's action (403).
  std::optional<Response> Admit(const Route& route, const Listener& listener, Request& request) const;

 private:
  Authenticate authenticate_;
  std::string tenant_;
};

}  // namespace harrier::api
