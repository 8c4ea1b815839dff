#include "api/server/router.h"

#include <algorithm>
#include <iterator>

namespace harrier::api {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    if (!segment.empty()) segments.push_back(segment);
  }
  return segments;
}

bool Matches(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path,
             std::vector<std::string>& captures) {
  if (pattern.size() != path.size()) return false;
  captures.clear();
  for (size_t i = 0; i < path.size(); ++i) {
    if (pattern[i].front() == '{') {
      captures.emplace_back(path[i]);
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

void Router::Add(std::vector<Route> routes) {
  std::move(routes.begin(), routes.end(), std::back_inserter(routes_));
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match match;
  const auto segments = Segments(path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : routes_) {
    if (!Matches(Segments(route.pattern), segments, match.captures)) continue;
    if (route.method == wanted) {
      match.route = &route;
      return match;
    }
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method;
  }
  match.captures.clear();
  return match;
}

}  // namespace harrier::api
