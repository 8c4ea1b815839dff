#include <boost/json/serialize.hpp>

#include "hunting/journal/log_row.h"
#include "hunting/threat_intelligence/stix.h"

namespace harrier::hunting::rows {
namespace {

std::vector<LogRow> Make(const Changed& changed) {
  const store::Change& change = changed.change;
  const bool gone = change.kind == store::ChangeKind::kDelete;
  const auto object = FromJson<StixObject>(ParseObject(gone ? change.before : change.after));
  if (!object || !object->stix.is_object()) return {};
  const json::object& stix = object->stix.as_object();
  return {{"ThreatIntelObjects",
           {
               {"TenantId", Value::String(change.key.workspace)},
               {"TimeGenerated", Value::Datetime(change.time)},
               {"WorkspaceId", Value::String(change.key.workspace)},
               {"Id", Value::String(std::string(TextMember(stix, "id")))},
               {"SourceSystem", Value::String(object->source)},
               {"StixType", Value::String(std::string(TextMember(stix, "type")))},
               {"LastUpdateMethod", Value::String("Api")},
               {"IsDeleted", Value::Bool(gone)},
               {"Data", Value::Dynamic(json::serialize(stix))},
               {"Type", Value::String("ThreatIntelObjects")},
           }}};
}

}  // namespace

/// A row for each state of an object of STIX that is no indicator.
RowMaker ThreatObjects() {
  return {"threatIntelligence/objects", Make};
}

}  // namespace harrier::hunting::rows
