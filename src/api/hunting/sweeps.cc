#include <boost/json.hpp>

#include "api/hunting/endpoint.h"

namespace harrier::api::hunting {
namespace {

/// Without what the sweep's maker alone may see.
boost::json::object Shown(const Endpoint& endpoint, const Request& request, boost::json::object report) {
  const auto sweep = endpoint.store->Read([&](store::Transaction& transaction) {
    return transaction.Get({endpoint.workspace, "sweeps", "", request.captures[0]});
  });
  if (sweep && *sweep && (*sweep)->created_by.id == ActorOf(request).id) return report;
  harrier::hunting::HideQueries(report, [&](std::string_view query) {
    if (!MaySeeFindingsOf(request, "")) return true;
    const auto hidden = IsHiddenQuery(endpoint, request, std::string(query));
    return !hidden || *hidden;
  });
  return report;
}

}  // namespace

/// Sweeps are kept through the resource manager; here one is run whether it is due or not.
std::vector<Route> SweepRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/sweeps/{id}/run",
           .handler =
               [endpoint](const Request& request) {
                 const auto report = endpoint.sweeper->RunNow(request.captures[0], request.stop);
                 return report ? JsonAnswer(Shown(endpoint, request, harrier::hunting::ToJson(*report)))
                               : FailureAnswer(report.error());
               },
           .action = "Microsoft.SecurityInsights/sweeps/write"}};
}

}  // namespace harrier::api::hunting
