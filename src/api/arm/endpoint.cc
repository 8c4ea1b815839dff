#include "api/arm/endpoint.h"

#include "access/caller.h"
#include "api/answer/asked_service.h"

namespace harrier::api::arm {

std::string Workspace::resource_id() const {
  return fmt::format(
      "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.OperationalInsights/workspaces/{}",
      subscription, resource_group, name);
}

std::string_view Context::Part(size_t index) const {
  const size_t place = index + coordinates;
  return place < request.captures.size() ? std::string_view(request.captures[place]) : std::string_view();
}

query::ViewPtr Context::view() const {
  return ViewFor(request);
}

catalog::CatalogPtr Context::catalog() const {
  const query::ViewPtr seen = view();
  catalog::CatalogPtr all = workspace.service->catalog();
  return seen == nullptr ? all : query::CatalogSeenBy(all, *seen);
}

store::Actor Context::actor() const {
  if (request.caller == nullptr) return {};
  store::Actor actor = request.caller->actor();
  actor.surface = "arm";
  return actor;
}

}  // namespace harrier::api::arm
