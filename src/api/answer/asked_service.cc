#include "api/answer/asked_service.h"

#include "access/caller.h"

namespace harrier::api {

query::ViewPtr ViewFor(const Request& request) {
  return request.caller == nullptr ? nullptr : request.caller->view;
}

query::Asker AskerOf(const Request& request, std::string_view workspace, std::string_view surface) {
  query::Asker asker;
  if (request.caller != nullptr) {
    const access::Principal& who = request.caller->principal;
    asker.object_id = who.id;
    asker.email = who.email.empty() ? who.name : who.email;
    if (who.kind == access::Principal::Kind::kService) asker.client_id = who.name;
  }
  const std::string_view app = request.Header("x-ms-app");
  asker.client_app = app.empty() ? std::string(surface) : fmt::format("{} ({})", surface, app);
  asker.target = request.path;
  asker.workspace = workspace;
  return asker;
}

AskedService::AskedService(query::Service& service, query::QueryLog* log, const Clock& clock,
                           const Request& request, std::string_view workspace, std::string_view surface)
    : last_(&service) {
  if (log != nullptr) {
    logged_ = query::LoggedBy(*last_, *log, clock, AskerOf(request, workspace, surface));
    last_ = logged_.get();
  }
  if (query::ViewPtr view = ViewFor(request)) {
    seen_ = query::SeenBy(*last_, std::move(view));
    last_ = seen_.get();
  }
}

}  // namespace harrier::api
