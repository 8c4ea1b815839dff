#include <boost/json/serialize.hpp>

#include "base/time_text.h"
#include "hunting/journal/log_row.h"
#include "hunting/shape/joined.h"
#include "hunting/threat_intelligence/indicator.h"

namespace harrier::hunting::rows {
namespace {

/// The indicator as an object of STIX 2.1.
std::string StixOf(const Indicator& indicator, const std::string& id, const Changed& changed) {
  json::object stix{{"type", "indicator"},
                    {"spec_version", "2.1"},
                    {"id", Text(id)},
                    {"created", Text(FormatDatetime(changed.creation.time))},
                    {"modified", Text(FormatDatetime(changed.change.time))},
                    {"name", Text(indicator.display_name)},
                    {"description", Text(indicator.description)},
                    {"pattern", Text(indicator.pattern)},
                    {"pattern_type", "stix"},
                    {"indicator_types", Texts(indicator.threat_types)},
                    {"labels", Texts(indicator.threat_intelligence_tags)},
                    {"revoked", indicator.revoked}};
  if (indicator.confidence) stix["confidence"] = *indicator.confidence;
  if (indicator.valid_from) stix["valid_from"] = Text(FormatDatetime(indicator.valid_from->ticks));
  if (indicator.valid_until) stix["valid_until"] = Text(FormatDatetime(indicator.valid_until->ticks));
  json::array phases;
  for (const KillChainPhase& phase : indicator.kill_chain_phases)
    phases.push_back(json::object{{"kill_chain_name", Text(phase.kill_chain_name)},
                                  {"phase_name", Text(phase.phase_name)}});
  if (!phases.empty()) stix["kill_chain_phases"] = std::move(phases);
  return json::serialize(stix);
}

/// Where the older table keeps an observable: its column, and the hash's kind.
struct LegacyPlace {
  std::string_view column;
  std::string hash_type{};
};
LegacyPlace PlaceOf(const Observable& observable) {
  const std::string_view key = observable.key;
  if (key.starts_with("ipv4-addr:") || key.starts_with("ipv6-addr:")) return {"NetworkIP"};
  if (key.starts_with("domain-name:")) return {"DomainName"};
  if (key.starts_with("url:")) return {"Url"};
  if (key.starts_with("email-addr:")) return {"EmailSenderAddress"};
  if (key == "file:name") return {"FileName"};
  if (key.starts_with("file:hashes.")) {
    std::string type;
    for (const char c : key.substr(key.find('.') + 1)) {
      if (c != '\'' && c != '-') type += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return {"FileHashValue", std::move(type)};
  }
  return {""};
}

LogRow LegacyRow(const Indicator& indicator, const std::string& id, const Changed& changed, bool active) {
  LogRow row{"ThreatIntelligenceIndicator",
             {
                 {"TenantId", Value::String(changed.change.key.workspace)},
                 {"TimeGenerated", Value::Datetime(changed.change.time)},
                 {"SourceSystem", Value::String(indicator.source)},
                 {"IndicatorId", Value::String(changed.change.key.name)},
                 {"ExternalIndicatorId", Value::String(id)},
                 {"Action", Value::String("alert")},
                 {"Active", Value::Bool(active)},
                 {"ConfidenceScore", Value::Real(static_cast<double>(indicator.confidence.value_or(0)))},
                 {"Description", Value::String(indicator.description.empty() ? indicator.display_name
                                                                             : indicator.description)},
                 {"ExpirationDateTime", TimeOf(indicator.valid_until)},
                 {"ThreatType", Value::String(Joined(indicator.threat_types, ","))},
                 {"Tags", Value::String(Joined(indicator.threat_intelligence_tags, ","))},
                 {"Type", Value::String("ThreatIntelligenceIndicator")},
             }};
  if (const auto observable = ObservableOf(indicator.pattern)) {
    const LegacyPlace place = PlaceOf(*observable);
    if (!place.column.empty()) row.cells.emplace_back(place.column, Value::String(observable->value));
    if (!place.hash_type.empty()) row.cells.emplace_back("FileHashType", Value::String(place.hash_type));
  }
  return row;
}

std::vector<LogRow> Make(const Changed& changed) {
  const store::Change& change = changed.change;
  const bool gone = change.kind == store::ChangeKind::kDelete;
  const auto indicator = FromJson<Indicator>(ParseObject(gone ? change.before : change.after));
  if (!indicator) return {};
  const bool active = !gone && IsActive(*indicator, change.time);
  const std::string id =
      indicator->external_id.empty() ? "indicator--" + change.object_id : indicator->external_id;
  const Observable observable = ObservableOf(indicator->pattern).value_or(Observable{});
  LogRow row{"ThreatIntelIndicators",
             {
                 {"TenantId", Value::String(change.key.workspace)},
                 {"TimeGenerated", Value::Datetime(change.time)},
                 {"WorkspaceId", Value::String(change.key.workspace)},
                 {"Id", Value::String(id)},
                 {"SourceSystem", Value::String(indicator->source)},
                 {"LastUpdateMethod", Value::String("Api")},
                 {"IsDeleted", Value::Bool(gone)},
                 {"IsActive", Value::Bool(active)},
                 {"Revoked", Value::Bool(indicator->revoked)},
                 {"ValidFrom", TimeOf(indicator->valid_from)},
                 {"ValidUntil", TimeOf(indicator->valid_until)},
                 {"Created", Value::Datetime(changed.creation.time)},
                 {"Modified", Value::Datetime(change.time)},
                 {"Tags", Value::String(Joined(indicator->threat_intelligence_tags, ","))},
                 {"Confidence", Value::Int(static_cast<int32_t>(indicator->confidence.value_or(0)))},
                 {"Pattern", Value::String(indicator->pattern)},
                 {"ObservableKey", Value::String(observable.key)},
                 {"ObservableValue", Value::String(observable.value)},
                 {"Data", Value::Dynamic(StixOf(*indicator, id, changed))},
                 {"Type", Value::String("ThreatIntelIndicators")},
             }};
  return {std::move(row), LegacyRow(*indicator, id, changed, active)};
}

}  // namespace

/// A row for each state of an indicator: `summarize arg_max(TimeGenerated, *) by Id` is what there is now.
/// The older table has the same under its own names.
RowMaker ThreatIntelligence() {
  return {"threatIntelligence/indicators", Make};
}

}  // namespace harrier::hunting::rows
