#include "access/caller.h"
#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/sweeps/report_view.h"
#include "hunting/sweeps/sweep.h"

namespace harrier::api::arm {
namespace {

json::object ReadReport(const Context& context, store::Transaction& transaction,
                        const store::Object& object) {
  json::object report = hunting::ParseObject(object.body);
  const auto& caller = context.request.caller;
  if (caller == nullptr) return report;
  return hunting::ReportFor(transaction, object.key.workspace, object.key.parent, std::move(report),
                            {caller->actor().id, context.view() == nullptr});
}

}  // namespace

/// Sweeps and their reports, which are ours, in the shape that everything else has.
ResourceFamily Sweeps() {
  Resource sweeps;
  sweeps.type = sweeps.collection = "sweeps";
  sweeps.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::Sweep sweep, hunting::AcceptSweep(properties));
    return hunting::ToJson(sweep);
  };

  Resource reports;
  reports.type = "sweeps/reports";
  reports.collection = "sweeps/{sweep}/reports";
  reports.parent_kind = "sweeps";
  reports.writable = false;
  reports.read = ReadReport;
  return {{std::move(sweeps), std::move(reports)}};
}

}  // namespace harrier::api::arm
