#include "hunting/threat_intelligence/stix.h"

#include <algorithm>

#include "base/ascii.h"
#include "hunting/threat_intelligence/entity_observables.h"
#include "hunting/threat_intelligence/observable_keys.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kIndicator = "indicator";

/// Members of an indicator in STIX, and their names in Sentinel's API.
constexpr std::pair<std::string_view, std::string_view> kMembers[] = {
    {"name", "displayName"},
    {"description", "description"},
    {"pattern", "pattern"},
    {"pattern_version", "patternVersion"},
    {"confidence", "confidence"},
    {"indicator_types", "threatTypes"},
    {"labels", "threatIntelligenceTags"},
    {"valid_from", "validFrom"},
    {"valid_until", "validUntil"},
    {"revoked", "revoked"},
    {"created_by_ref", "createdByRef"},
    {"id", "externalId"},
    {"lang", "language"},
    {"object_marking_refs", "objectMarkingRefs"},
    {"external_references", "externalReferences"},
    {"granular_markings", "granularMarkings"},
    {"extensions", "extensions"},
    {"modified", "externalLastUpdatedTimeUtc"},
};

bool IsGuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !IsAsciiHex(c)) return false;
  }
  return true;
}

json::array Phases(const json::object& object) {
  json::array phases;
  const json::value* const given = Member(object, "kill_chain_phases");
  if (given == nullptr || !given->is_array()) return phases;
  for (const json::value& phase : given->as_array()) {
    if (!phase.is_object()) continue;
    phases.push_back(json::object{{"killChainName", Text(TextMember(phase.as_object(), "kill_chain_name"))},
                                  {"phaseName", Text(TextMember(phase.as_object(), "phase_name"))}});
  }
  return phases;
}

/// "ipv4-addr" of [ipv4-addr:value = '…']; "stix" for patterns that say more than one thing.
std::string PatternType(std::string_view pattern) {
  const auto observable = ObservableOf(pattern);
  return observable ? observable->key.substr(0, observable->key.find(':')) : "stix";
}

/// The path that a pattern has for an observable's type: "ipv4-addr:value", "file:hashes.'SHA-256'".
std::string PathOf(std::string_view type) {
  if (SameName(type, "md5")) return "file:hashes.MD5";
  if (SameName(type, "sha1") || SameName(type, "sha-1")) return "file:hashes.'SHA-1'";
  if (SameName(type, "sha256") || SameName(type, "sha-256") || SameName(type, "file"))
    return "file:hashes.'SHA-256'";
  if (SameName(type, "windows-registry-key")) return "windows-registry-key:key";
  if (SameName(type, "user-account")) return "user-account:account_login";
  for (const std::string_view known : {"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr"}) {
    if (SameName(known, type)) return std::string(known) + ":value";
  }
  return {};
}

json::array Split(std::string_view text) {
  json::array parts;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find_first_of(",;"));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(Text(part));
  }
  return parts;
}

/// Whether values of a path have a form of their own; hashes are of many kinds.
bool HasForm(std::string_view path) {
  return path.starts_with("ipv4-addr:") || path.starts_with("ipv6-addr:") ||
         path.starts_with("domain-name:") || path.starts_with("url:");
}

}  // namespace

Result<json::array> ObjectsOfStix(const json::value& document) {
  if (document.is_array()) return document.as_array();
  if (document.is_object()) {
    for (const std::string_view name : {"objects", "stixobjects", "value", "indicators"}) {
      const json::value* const list = Member(document.as_object(), name);
      if (list != nullptr && list->is_array()) return list->as_array();
    }
    if (!TextMember(document.as_object(), "type").empty()) return json::array{document};
  }
  return Fail(ErrorCode::kInvalid, "there are no objects of STIX: a bundle has them in \"objects\"");
}

Status CheckStix(const json::value& object) {
  if (!object.is_object()) return Fail(ErrorCode::kInvalid, "it is no object");
  const std::string_view type = TextMember(object.as_object(), "type");
  const std::string_view id = TextMember(object.as_object(), "id");
  if (type.empty()) return Fail(ErrorCode::kInvalid, "it has no type");
  const std::string start = std::string(type) + "--";
  if (!id.starts_with(start) || !IsGuid(id.substr(start.size())))
    return Fail(ErrorCode::kInvalid, "its id '{}' is not of the form {}--guid", id, type);
  return Ok();
}

std::string NameOfStix(const json::object& object) {
  const std::string_view id = TextMember(object, "id");
  return std::string(id.substr(id.find("--") + 2));
}

Result<Indicator> IndicatorOfStix(const json::object& object, std::string_view source) {
  if (TextMember(object, "type") != kIndicator) return Fail(ErrorCode::kInvalid, "it is no indicator");
  json::object properties{{"source", Text(source)}, {"killChainPhases", Phases(object)}};
  for (const auto& [stix, ours] : kMembers) {
    if (const json::value* const value = Member(object, stix); value != nullptr)
      properties.insert_or_assign(Text(ours), *value);
  }
  const std::string_view language = TextMember(object, "pattern_type");
  const std::string type = language.empty() || language == "stix" ? PatternType(TextMember(object, "pattern"))
                                                                  : std::string(language);
  properties["patternType"] = Text(type);
  return AcceptIndicator(properties);
}

Result<Indicator> IndicatorOfRow(const json::object& row, std::string_view source) {
  for (const std::string_view name : {"validFrom", "observableType", "observableValue"}) {
    if (TextMember(row, name).empty()) return Fail(ErrorCode::kInvalid, "{} is missing", name);
  }
  const std::string_view type = TextMember(row, "observableType");
  const Observable observable{PathOf(type), std::string(TextMember(row, "observableValue"))};
  if (observable.key.empty()) return Fail(ErrorCode::kInvalid, "observableType: '{}' is not known", type);
  if (HasForm(observable.key) && !KeyOf(observable))
    return Fail(ErrorCode::kInvalid, "observableValue: '{}' is no {}, and would never match",
                observable.value, type);
  json::object properties{{"source", Text(source)},
                          {"pattern", Text(PatternOf(observable))},
                          {"patternType", Text(PatternTypeOf(observable))}};
  const auto copy = [&](std::string_view from, std::string_view to) {
    if (const std::string_view text = TextMember(row, from); !text.empty())
      properties.insert_or_assign(Text(to), Text(text));
  };
  copy("name", "displayName");
  copy("displayName", "displayName");
  copy("description", "description");
  copy("confidence", "confidence");
  copy("validFrom", "validFrom");
  copy("validUntil", "validUntil");
  copy("revoked", "revoked");
  copy("source", "source");
  properties["threatTypes"] = Split(TextMember(row, "threatTypes"));
  properties["threatIntelligenceTags"] = Split(TextMember(row, "tags"));
  return AcceptIndicator(properties);
}

}  // namespace harrier::hunting
