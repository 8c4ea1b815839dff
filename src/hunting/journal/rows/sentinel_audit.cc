#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hunting/journal/log_row.h"
#include "hunting/shape/json.h"

namespace harrier::hunting::rows {
namespace {

/// What people call the object.
std::string_view DisplayName(const json::object& body) {
  for (const std::string_view member : {"displayName", "title", "name"}) {
    if (const std::string_view name = TextMember(body, member); !name.empty()) return name;
  }
  return {};
}

/// Names of the members that one has and the other has not, or has otherwise.
json::array Differences(const json::object& before, const json::object& after) {
  json::array names;
  for (const auto& [name, value] : after) {
    const json::value* const old = before.if_contains(name);
    if (old == nullptr || *old != value) names.emplace_back(name);
  }
  for (const auto& [name, value] : before) {
    if (!after.contains(name)) names.emplace_back(name);
  }
  return names;
}

/// "hunts/relations" of parent "h", named "r": "hunts/h/relations/r".
std::string PathOf(const store::ObjectKey& key) {
  std::string path, names = store::ParentFor(key);
  std::string_view kinds = key.kind;
  std::string_view rest = names;
  while (!kinds.empty()) {
    const size_t kind_end = kinds.find('/');
    // The last name may hold slashes itself.
    const size_t name_end = kind_end == std::string_view::npos ? std::string_view::npos : rest.find('/');
    path += fmt::format("/{}/{}", kinds.substr(0, kind_end), rest.substr(0, name_end));
    kinds = kind_end == std::string_view::npos ? std::string_view() : kinds.substr(kind_end + 1);
    rest = name_end == std::string_view::npos ? std::string_view() : rest.substr(name_end + 1);
  }
  return path;
}

std::string_view Verb(store::ChangeKind kind) {
  switch (kind) {
    case store::ChangeKind::kCreate:
      return "Create";
    case store::ChangeKind::kUpdate:
      return "Update";
    case store::ChangeKind::kDelete:
      return "Delete";
  }
  return {};
}

std::vector<LogRow> Make(const Changed& changed) {
  const store::Change& change = changed.change;
  // Nobody's change: it tells those who listen that the matching of indicators has found something.
  if (change.key.kind == "threatIntelligence/matches") return {};
  const json::object before = ParseObject(change.before);
  const json::object after = ParseObject(change.after);
  const bool gone = change.kind == store::ChangeKind::kDelete;
  const json::object& known = gone ? before : after;
  const std::string_view display_name = DisplayName(known);
  const std::string path = PathOf(change.key);

  json::object properties;
  properties["CallerName"] = Text(change.actor.name);
  properties["CallerIpAddress"] = Text(change.actor.address);
  properties["OriginalResourceState"] = before;
  properties["UpdatedResourceState"] = after;
  properties["ResourceDiffMemberNames"] = Differences(before, after);
  properties["ResourceDisplayName"] = Text(display_name);
  properties["Reason"] = Text(change.reason);

  // The audit of Sentinel itself calls rules by this name only.
  const bool rule = change.key.kind == "alertRules";
  return {{"SentinelAudit",
           {
               {"TenantId", Value::String(change.key.workspace)},
               {"TimeGenerated", Value::Datetime(change.time)},
               {"OperationName", Value::String(fmt::format("Microsoft.SecurityInsights/{}/{}",
                                                           change.key.kind, gone ? "Delete" : "Write"))},
               {"SentinelResourceId", Value::String(std::string(changed.provider) + path)},
               {"SentinelResourceName",
                Value::String(
                    std::string(display_name.empty() ? std::string_view(change.key.name) : display_name))},
               {"Status", Value::String("Success")},
               {"Description", Value::String(fmt::format("{} {}", Verb(change.kind), path.substr(1)))},
               {"WorkspaceId", Value::String(change.key.workspace)},
               {"SentinelResourceType", Value::String(rule ? "Analytic Rule" : change.key.kind)},
               {"SentinelResourceKind", Value::String(std::string(TextMember(known, "kind")))},
               {"CorrelationId", Value::String(change.correlation)},
               {"ExtendedProperties", Value::Dynamic(json::serialize(properties))},
               {"SourceSystem", Value::String("Harrier")},
               {"Type", Value::String("SentinelAudit")},
           }}};
}

}  // namespace

/// Every change of every object, with the states before and after (Sentinel docs, audit table reference).
RowMaker SentinelAudit() {
  return {"", Make};
}

}  // namespace harrier::hunting::rows
