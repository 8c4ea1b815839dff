#include "access/caller.h"
#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/sweeps/sweep.h"

namespace harrier::api::arm {
namespace {

/// A sweep finds what its maker may see; others see of that what they may see of the maker's findings.
json::object ReadReport(const Context& context, store::Transaction& transaction,
                        const store::Object& object) {
  json::object report = hunting::ParseObject(object.body);
  const auto& caller = context.request.caller;
  if (caller == nullptr) return report;
  const std::string& workspace = object.key.workspace;
  const std::string me = caller->actor().id;
  const auto sweep = transaction.Get({workspace, "sweeps", "", object.key.parent});
  if (sweep && *sweep && (*sweep)->created_by.id == me) return report;
  const bool sees_all = context.view() == nullptr;
  hunting::HideQueries(report, [&](std::string_view name) {
    if (!sees_all) return true;
    const auto search = transaction.Get({workspace, "savedSearches", "", std::string(name)});
    if (!search || !*search) return false;
    const auto query = hunting::HuntingQueryOf(**search);
    return query && query->is_private && query->owner != me;
  });
  return report;
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
