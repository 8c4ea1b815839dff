#include "api/all_routes.h"

#include "api/arm/routes.h"
#include "api/identity/routes.h"
#include "api/kusto/diagnostics.h"
#include "api/kusto/queued.h"
#include "api/web/routes.h"

namespace harrier::api {

Router AllRoutes(const Endpoints& endpoints) {
  Router router;
  router.Add(kusto::Routes(endpoints.kusto));
  router.Add(kusto::QueuedRoutes(endpoints.kusto));
  router.Add(log_analytics::Routes(endpoints.log_analytics));
  router.Add(kusto::DiagnosticsRoutes(endpoints.kusto));
  router.Add(IngestRoutes(endpoints.ingest));
  router.Add(arm::Routes(endpoints.arm));
  router.Add(hunting::Routes(endpoints.hunting));
  router.Add(identity::TokenRoutes(endpoints.identity));
  router.Add(identity::DiscoveryRoutes(endpoints.identity));
  router.Add(identity::LoginRoutes(endpoints.identity));
  router.Add(identity::PeopleRoutes(endpoints.identity));
  router.Add(identity::RoleRoutes(endpoints.identity, endpoints.kusto.service));
  router.Add(logs_ingestion::Routes(endpoints.logs_ingestion));
  router.Add(data_collector::Routes(endpoints.data_collector));
  router.Add(web::Routes());
  return router;
}

}  // namespace harrier::api
