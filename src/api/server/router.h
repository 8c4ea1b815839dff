#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/server/http.h"

namespace harrier::api {

/// One row of an API's route table. `pattern` is a path whose {…} segments match any one segment.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  /// The body goes to a file, because it may be large, and is given as it came (content coding included).
  bool spool = false;
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

 private:
  std::vector<Route> routes_;
};

}  // namespace harrier::api
