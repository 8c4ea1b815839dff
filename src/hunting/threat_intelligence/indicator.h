#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/shape/fields.h"

namespace harrier::hunting {

struct KillChainPhase {
  std::string kill_chain_name;
  std::string phase_name;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("killChainName", self.kill_chain_name);
    a("phaseName", self.phase_name);
  }
};

/// What a pattern says, if it is a single comparison: `[ipv4-addr:value = '203.0.113.9']`.
struct Observable {
  std::string key;    // "ipv4-addr:value", "file:hashes.'SHA-256'"
  std::string value;  // without its quotes
};
std::optional<Observable> ObservableOf(std::string_view pattern);

/// An indicator of compromise, as Sentinel's API has it (STIX 2.1 in other words).
struct Indicator {
  std::string display_name;
  std::string description;
  std::string pattern;
  std::string pattern_type;
  std::string pattern_version;
  std::string source;
  std::optional<int64_t> confidence;
  std::vector<std::string> threat_types;
  std::vector<std::string> threat_intelligence_tags;
  std::vector<std::string> labels;
  std::vector<std::string> indicator_types;
  std::vector<KillChainPhase> kill_chain_phases;
  std::optional<Moment> valid_from;
  std::optional<Moment> valid_until;
  bool revoked = false;
  std::optional<bool> defanged;
  std::string created_by_ref;
  std::string external_id;
  std::string language;
  std::vector<std::string> object_marking_refs;
  json::value external_references;
  json::value granular_markings;
  json::value extensions;
  std::optional<Moment> external_last_updated;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name);
    a("description", self.description);
    a("pattern", self.pattern, {.required = true});
    a("patternType", self.pattern_type, {.required = true});
    a("patternVersion", self.pattern_version);
    a("source", self.source, {.required = true});
    a("confidence", self.confidence);
    a("threatTypes", self.threat_types);
    a("threatIntelligenceTags", self.threat_intelligence_tags);
    a("labels", self.labels);
    a("indicatorTypes", self.indicator_types);
    a("killChainPhases", self.kill_chain_phases);
    a("validFrom", self.valid_from);
    a("validUntil", self.valid_until);
    a("revoked", self.revoked);
    a("defanged", self.defanged);
    a("createdByRef", self.created_by_ref);
    a("externalId", self.external_id);
    a("language", self.language);
    a("objectMarkingRefs", self.object_marking_refs);
    a("externalReferences", self.external_references);
    a("granularMarkings", self.granular_markings);
    a("extensions", self.extensions);
    a("externalLastUpdatedTimeUtc", self.external_last_updated);
  }
};

/// Reads an indicator from a request's properties; confidence is 0 to 100, and it does not end before it
/// begins.
Result<Indicator> AcceptIndicator(const json::object& properties);

/// Whether it counts at a moment: not revoked, and within its time.
bool IsActive(const Indicator& indicator, int64_t now);

/// `parsedPattern` of the API: the pattern's parts, or an empty list if it is not a single comparison.
json::array ParsedPattern(std::string_view pattern);

/// What an indicator query asks for (queryIndicators); absent criteria hold for all.
struct IndicatorCriteria {
  std::vector<std::string> keywords;
  std::vector<std::string> sources;
  std::vector<std::string> pattern_types;
  std::vector<std::string> threat_types;
  std::vector<std::string> ids;
  std::optional<int64_t> min_confidence;
  std::optional<int64_t> max_confidence;
  std::optional<Moment> min_valid_until;
  std::optional<Moment> max_valid_until;
  std::optional<bool> include_disabled;
  std::optional<int64_t> page_size;
  std::string skip_token;
  json::value sort_by;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("keywords", self.keywords);
    a("sources", self.sources);
    a("patternTypes", self.pattern_types);
    a("threatTypes", self.threat_types);
    a("ids", self.ids);
    a("minConfidence", self.min_confidence);
    a("maxConfidence", self.max_confidence);
    a("minValidUntil", self.min_valid_until);
    a("maxValidUntil", self.max_valid_until);
    a("includeDisabled", self.include_disabled);
    a("pageSize", self.page_size);
    a("skipToken", self.skip_token);
    a("sortBy", self.sort_by);
  }
};

/// Whether an indicator (`name` is its id) meets all criteria. Keywords are looked for without case in its
/// texts, one of them is enough; revoked ones count only if disabled ones are asked for.
bool Meets(const Indicator& indicator, std::string_view name, const IndicatorCriteria& criteria);

}  // namespace harrier::hunting
