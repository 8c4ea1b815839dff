#include <boost/json.hpp>

#include "api/hunting/endpoint.h"

namespace harrier::api::hunting {

/// Sweeps are kept through the resource manager; here one is run whether it is due or not.
std::vector<Route> SweepRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/sweeps/{id}/run",
           .handler =
               [endpoint](const Request& request) {
                 const auto report = endpoint.sweeper->RunNow(request.captures[0], request.stop);
                 return report ? JsonAnswer(harrier::hunting::ToJson(*report))
                               : FailureAnswer(report.error());
               },
           .action = "Microsoft.SecurityInsights/sweeps/write"}};
}

}  // namespace harrier::api::hunting
