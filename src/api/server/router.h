#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/server/http.h"
#include "api/server/refusal.h"
#include "base/error.h"

namespace harrier::api {

/// One row of an API's route table. `pattern` is a path whose {…} segments match any one segment.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  /// What a caller's roles must allow; empty only if the route is open.
  std::string action{};
  /// The workspace that a request names (its guid), whose roles then count; empty if there is none of that
  /// name. Unset: only roles of the whole tenant count.
  std::function<std::string(const Request&)> workspace{};
  /// Roles of any workspace let in; the handler sees to it that they are of the right one.
  bool any_workspace = false;
  ErrorStyle errors = ErrorStyle::kAzure;
  /// For whoever asks; the request then has no caller.
  bool open = false;
  /// The body goes to a file, because it may be large, and is given as it came (content coding included).
  bool spool = false;
  /// The pattern's own segments compare without case, as in paths of Azure's resource manager.
  bool any_case = false;
};

/// Finds the route of a request.
class Router {
 public:
  struct Match {
    const Route* route = nullptr;
    std::vector<std::string> captures{};
    /// No route, but the path is known: the methods that it has, "GET, POST".
    std::string allowed{};
  };

  void Add(std::vector<Route> routes);
  /// HEAD is answered by GET's route. Empty segments ("//" at the start) do not count.
  Match Find(std::string_view method, std::string_view path) const;
  /// kInternal if a route is neither open nor has an action, or says both.
  Status Check() const;
  std::vector<const Route*> routes() const;

 private:
  struct Entry {
    Route route;
    std::vector<std::string> segments;
  };
  std::vector<Entry> entries_;
};

}  // namespace harrier::api
