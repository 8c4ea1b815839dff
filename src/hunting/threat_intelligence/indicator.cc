#include "hunting/threat_intelligence/indicator.h"

#include <algorithm>

namespace harrier::hunting {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The place of the '=' between a pattern's path and value: not one within quotes, nor of another comparison.
size_t EqualSign(std::string_view text) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (text[i] != '=' || quoted) continue;
    const bool other = i > 0 && (text[i - 1] == '!' || text[i - 1] == '<' || text[i - 1] == '>');
    return other ? std::string_view::npos : i;
  }
  return std::string_view::npos;
}

bool Has(std::string_view text, std::string_view word) {
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(),
                                 [](char a, char b) { return SameName({&a, 1}, {&b, 1}); });
  return found != text.end();
}

bool AnyOf(const std::vector<std::string>& wanted, const std::vector<std::string>& present) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
           return std::any_of(present.begin(), present.end(),
                              [&](const std::string& other) { return SameName(one, other); });
         });
}

}  // namespace

std::optional<Observable> ObservableOf(std::string_view pattern) {
  std::string_view text = Trimmed(pattern);
  if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
  text = Trimmed(text.substr(1, text.size() - 2));
  const size_t equal = EqualSign(text);
  if (equal == std::string_view::npos) return std::nullopt;
  const std::string_view key = Trimmed(text.substr(0, equal));
  std::string_view value = Trimmed(text.substr(equal + 1));
  if (value.size() < 2 || value.front() != '\'' || value.back() != '\'') return std::nullopt;
  value = value.substr(1, value.size() - 2);
  if (key.find(':') == std::string_view::npos || key.find(' ') != std::string_view::npos) return std::nullopt;
  Observable observable{std::string(key), ""};
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\'') return std::nullopt;  // a second comparison
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    observable.value += value[i];
  }
  if (observable.value.empty()) return std::nullopt;
  return observable;
}

Result<Indicator> AcceptIndicator(const json::object& properties) {
  TRY(Indicator indicator, FromJson<Indicator>(properties));
  if (indicator.confidence && (*indicator.confidence < 0 || *indicator.confidence > 100))
    return Fail(ErrorCode::kInvalid, "properties.confidence is {}; it goes from 0 to 100",
                *indicator.confidence);
  // MSTICPy makes indicators that end in the moment in which they begin.
  if (indicator.valid_from && indicator.valid_until &&
      indicator.valid_until->ticks < indicator.valid_from->ticks)
    return Fail(ErrorCode::kInvalid, "properties.validUntil lies before properties.validFrom");
  return indicator;
}

bool IsActive(const Indicator& indicator, int64_t now) {
  return !indicator.revoked && (!indicator.valid_from || indicator.valid_from->ticks <= now) &&
         (!indicator.valid_until || indicator.valid_until->ticks > now);
}

json::array ParsedPattern(std::string_view pattern) {
  const auto observable = ObservableOf(pattern);
  if (!observable) return {};
  const std::string_view key = observable->key;
  const std::string_view type = key.substr(0, key.find(':'));
  json::object value{{"valueType", Text(type)}, {"value", Text(observable->value)}};
  json::object part{{"patternTypeKey", Text(type)}, {"patternTypeValues", json::array{std::move(value)}}};
  return json::array{std::move(part)};
}

bool Meets(const Indicator& indicator, std::string_view name, const IndicatorCriteria& criteria) {
  if (indicator.revoked && !criteria.include_disabled.value_or(false)) return false;
  if (!AnyOf(criteria.sources, {indicator.source}) ||
      !AnyOf(criteria.pattern_types, {indicator.pattern_type}) ||
      !AnyOf(criteria.threat_types, indicator.threat_types) || !AnyOf(criteria.ids, {std::string(name)}))
    return false;
  const int64_t confidence = indicator.confidence.value_or(0);
  if (confidence < criteria.min_confidence.value_or(0) || confidence > criteria.max_confidence.value_or(100))
    return false;
  if ((criteria.min_valid_until || criteria.max_valid_until) && !indicator.valid_until) return false;
  if (criteria.min_valid_until && indicator.valid_until->ticks < criteria.min_valid_until->ticks)
    return false;
  if (criteria.max_valid_until && indicator.valid_until->ticks > criteria.max_valid_until->ticks)
    return false;
  if (criteria.keywords.empty()) return true;
  return std::any_of(criteria.keywords.begin(), criteria.keywords.end(), [&](const std::string& word) {
    return Has(indicator.display_name, word) || Has(indicator.description, word) ||
           Has(indicator.pattern, word) || Has(indicator.source, word) || Has(name, word) ||
           std::any_of(indicator.threat_intelligence_tags.begin(), indicator.threat_intelligence_tags.end(),
                       [&](const std::string& tag) { return Has(tag, word); });
  });
}

}  // namespace harrier::hunting
