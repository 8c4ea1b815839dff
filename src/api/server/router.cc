#include "api/server/router.h"

#include <algorithm>

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

bool Matches(const std::vector<std::string>& pattern, bool any_case,
             const std::vector<std::string_view>& path) {
  if (pattern.size() != path.size()) return false;
  for (size_t i = 0; i < path.size(); ++i) {
    if (pattern[i].front() == '{') continue;
    if (any_case ? !SameText(pattern[i], path[i]) : pattern[i] != path[i]) return false;
  }
  return true;
}

}  // namespace

void Router::Add(std::vector<Route> routes) {
  for (Route& route : routes) {
    Entry entry{std::move(route), {}};
    for (const std::string_view segment : Segments(entry.route.pattern)) entry.segments.emplace_back(segment);
    entries_.push_back(std::move(entry));
  }
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match match;
  const auto segments = Segments(path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Entry& entry : entries_) {
    if (!Matches(entry.segments, entry.route.any_case, segments)) continue;
    if (entry.route.method == wanted) {
      match.route = &entry.route;
      for (size_t i = 0; i < segments.size(); ++i) {
        if (entry.segments[i].front() == '{') match.captures.emplace_back(segments[i]);
      }
      match.allowed.clear();
      return match;
    }
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += entry.route.method;
  }
  return match;
}

Status Router::Check() const {
  for (const Entry& entry : entries_) {
    if (entry.route.open == entry.route.action.empty()) continue;
    return Fail(ErrorCode::kInternal, "{} {} must be either open or have an action", entry.route.method,
                entry.route.pattern);
  }
  return Ok();
}

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> routes;
  for (const Entry& entry : entries_) routes.push_back(&entry.route);
  return routes;
}

}  // namespace harrier::api
