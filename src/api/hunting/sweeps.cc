#include <boost/json.hpp>

#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "hunting/sweeps/report_view.h"

namespace harrier::api::hunting {
namespace {

Result<Response> RunNow(const Endpoint& endpoint, const Request& request) {
  const std::string& sweep = request.captures[0];
  TRY(const harrier::hunting::SweepReport report, endpoint.sweeper->RunNow(sweep, request.stop));
  TRY(const boost::json::object shown,
      endpoint.store->Read([&](store::Transaction& transaction) -> Result<boost::json::object> {
        return harrier::hunting::ReportFor(transaction, endpoint.workspace, sweep,
                                           harrier::hunting::ToJson(report),
                                           {ActorOf(request).id, ViewFor(request) == nullptr});
      }));
  return JsonAnswer(shown);
}

}  // namespace

/// Sweeps are kept through the resource manager; here one is run whether it is due or not.
std::vector<Route> SweepRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/sweeps/{id}/run",
           .handler = Answering(endpoint, RunNow),
           .action = "Microsoft.SecurityInsights/sweeps/write"}};
}

}  // namespace harrier::api::hunting
