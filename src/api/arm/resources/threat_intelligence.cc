#include <boost/json/serialize.hpp>

#include "api/arm/listing.h"
#include "api/arm/resources/families.h"
#include "api/arm/resources/threat_import.h"
#include "api/arm/wire.h"
#include "base/time_text.h"
#include "hunting/threat_intelligence/indicator.h"

namespace harrier::api::arm {
namespace {

constexpr std::string_view kCollection = "threatIntelligence/main/indicators";
constexpr std::string_view kValidFrom = "validFrom";
constexpr std::string_view kStored = "threatIntelligence/indicators";

Result<json::object> Accept(const Context&, const json::object& body) {
  TRY(const json::object properties, PropertiesOf(body));
  TRY(const hunting::Indicator indicator, hunting::AcceptIndicator(properties));
  return hunting::ToJson(indicator);
}

/// One that does not say since when it holds does so since it was made.
Status Admit(const Admission& admission) {
  if (hunting::Member(admission.kept, kValidFrom) != nullptr) return Ok();
  json::string begin = hunting::Text(FormatDatetime(admission.context.endpoint.clock->Now()));
  if (admission.before) {
    const json::object before = hunting::ParseObject(admission.before->body);
    if (const std::string_view text = hunting::TextMember(before, kValidFrom); !text.empty())
      begin = hunting::Text(text);
  }
  admission.kept.insert_or_assign(hunting::Text(kValidFrom), std::move(begin));
  return Ok();
}

json::object Read(const Context&, store::Transaction&, const store::Object& object) {
  json::object properties = hunting::ParseObject(object.body);
  properties["created"] = hunting::Text(FormatDatetime(object.created));
  properties["lastUpdatedTimeUtc"] = hunting::Text(FormatDatetime(object.modified));
  properties["friendlyName"] = hunting::Text(hunting::TextMember(properties, "displayName"));
  if (hunting::TextMember(properties, "externalId").empty())
    properties["externalId"] = hunting::Text("indicator--" + object.id);
  properties["parsedPattern"] = hunting::ParsedPattern(hunting::TextMember(properties, "pattern"));
  return properties;
}

Resource Indicators() {
  Resource indicators;
  indicators.collection = kCollection;
  indicators.type = kStored;
  indicators.shown_as = "threatIntelligence";
  indicators.kind = "indicator";
  indicators.accept = Accept;
  indicators.admit = Admit;
  indicators.read = Read;
  return indicators;
}

/// PUT under a name that the server makes.
Response Create(const Context& context) {
  Request request = context.request;
  request.captures.push_back(NewGuid());
  return PutOne(Indicators(), Context{context.endpoint, context.workspace, request});
}

/// The stored indicators, oldest first.
Result<std::vector<std::pair<store::Object, hunting::Indicator>>> ListIndicators(const Context& context) {
  TRY(const auto objects, context.endpoint.store->Read([&](store::Transaction& transaction) {
    return transaction.List(context.workspace.id, kStored, "");
  }));
  std::vector<std::pair<store::Object, hunting::Indicator>> all;
  for (const store::Object& object : objects) {
    TRY(auto indicator, hunting::FromJson<hunting::Indicator>(hunting::ParseObject(object.body)));
    all.emplace_back(object, std::move(indicator));
  }
  return all;
}

/// The body's sortBy as an $orderby: [{"itemKey":"lastUpdatedTimeUtc","sortOrder":"descending"}].
std::string OrderOf(const json::value& sort_by) {
  std::string order;
  const json::array one = sort_by.is_array() ? sort_by.as_array() : json::array{sort_by};
  for (const json::value& item : one) {
    if (!item.is_object()) continue;
    const std::string_view key = hunting::TextMember(item.as_object(), "itemKey");
    const std::string_view how = hunting::TextMember(item.as_object(), "sortOrder");
    if (key.empty() || SameText(how, "unsorted")) continue;
    order += fmt::format("{}properties/{}{}", order.empty() ? "" : ",", key,
                         SameText(how, "descending") ? " desc" : "");
  }
  return order;
}

Result<json::object> Query(const Context& context) {
  json::object body;
  if (!context.request.body.empty()) {
    TRY(body, ReadBody(context.request));
  }
  TRY(const auto criteria, hunting::FromJson<hunting::IndicatorCriteria>(body, "body"));
  TRY(const auto all, ListIndicators(context));
  TRY(auto resources, context.endpoint.store->Read([&](store::Transaction& transaction) {
    std::vector<json::value> met;
    for (const auto& [object, indicator] : all) {
      if (hunting::Meets(indicator, object.key.name, criteria))
        met.emplace_back(Envelope(context, transaction, Indicators(), object));
    }
    return Result<std::vector<json::value>>(std::move(met));
  }));
  // The rest is a list's: the criteria that it knows go where it looks for them.
  Request request = context.request;
  const auto ask = [&](std::string name, const std::string& value) {
    if (!value.empty()) request.query.emplace_back(std::move(name), value);
  };
  ask("$orderby", OrderOf(criteria.sort_by));
  ask("$skipToken", criteria.skip_token);
  if (criteria.page_size && *criteria.page_size > 0) ask("$top", std::to_string(*criteria.page_size));
  return ListAnswer({context.endpoint, context.workspace, request}, std::move(resources), 100);
}

Response QueryIndicators(const Context& context) {
  const auto answer = Query(context);
  return answer ? JsonAnswer(200, *answer) : ErrorAnswer(answer.error());
}

enum class TagChange : uint8_t { kAppend, kReplace };

Response ChangeTags(const Context& context, TagChange how) {
  const auto body = ReadBody(context.request);
  if (!body) return ErrorAnswer(body.error());
  // Replacing sends a whole indicator, appending the tags alone.
  const json::value* const inner = hunting::Member(*body, "properties");
  const json::object& given = inner != nullptr && inner->is_object() ? inner->as_object() : *body;
  const json::value* const tags = hunting::Member(given, "threatIntelligenceTags");
  if (tags == nullptr || !tags->is_array())
    return ErrorAnswer({ErrorCode::kInvalid, "the body has no list \"threatIntelligenceTags\""});
  const store::ObjectKey key{context.workspace.id, std::string(kStored), "", std::string(context.Part(0))};
  json::object envelope;
  const Status changed =
      context.endpoint.store->Change(context.actor(), [&](store::Transaction& transaction) -> Status {
        TRY(const auto object, transaction.Get(key));
        if (!object) return Fail(ErrorCode::kNotFound, "there is no indicator '{}'", key.name);
        TRY(auto indicator, hunting::FromJson<hunting::Indicator>(hunting::ParseObject(object->body)));
        auto& kept = indicator.threat_intelligence_tags;
        if (how == TagChange::kReplace) kept.clear();
        for (const json::value& tag : tags->as_array()) {
          if (!tag.is_string()) return Fail(ErrorCode::kInvalid, "a tag must be a text");
          std::string text(hunting::View(tag.as_string()));
          if (std::find(kept.begin(), kept.end(), text) == kept.end()) kept.push_back(std::move(text));
        }
        TRY(const auto after, transaction.Put(key, json::serialize(hunting::ToJson(indicator))));
        envelope = Envelope(context, transaction, Indicators(), after);
        return Ok();
      });
  if (!changed) return ErrorAnswer(changed.error());
  if (how == TagChange::kReplace) return JsonAnswer(200, envelope);
  Response response;
  return response;
}

json::array Counts(const std::map<std::string, int64_t>& counts) {
  json::array all;
  for (const auto& [name, count] : counts)
    all.push_back(json::object{{"metricName", hunting::Text(name)}, {"metricValue", count}});
  return all;
}

Response Metrics(const Context& context) {
  const auto all = ListIndicators(context);
  if (!all) return ErrorAnswer(all.error());
  std::map<std::string, int64_t> threats, patterns, sources;
  int64_t latest = context.endpoint.clock->Now();
  for (const auto& [object, indicator] : *all) {
    for (const std::string& type : indicator.threat_types) ++threats[type];
    ++patterns[indicator.pattern_type];
    ++sources[indicator.source];
    latest = std::max(latest, object.modified);
  }
  json::object properties{{"lastUpdatedTimeUtc", hunting::Text(FormatDatetime(latest))},
                          {"threatTypeMetrics", Counts(threats)},
                          {"patternTypeMetrics", Counts(patterns)},
                          {"sourceMetrics", Counts(sources)}};
  json::object one{{"properties", std::move(properties)}};
  return JsonAnswer(200, json::object{{"value", json::array{std::move(one)}}});
}

}  // namespace

ResourceFamily ThreatIntelligence() {
  const auto operation = [](std::string method, std::string path, std::string action,
                            std::function<Response(const Context&)> handler) {
    return Operation{Provider::kSecurityInsights, std::move(method), std::move(path),
                     "threatIntelligence/" + std::move(action), std::move(handler)};
  };
  const std::string one = std::string(kCollection) + "/{name}";
  return {{Indicators()},
          {operation("POST", "threatIntelligence/main/createIndicator", "indicators/write", Create),
           operation("POST", "threatIntelligence/main/queryIndicators", "indicators/read", QueryIndicators),
           operation("POST", "threatIntelligence/main/upload", "indicators/write", UploadStix),
           operation("POST", "threatIntelligence/main/import", "indicators/write", ImportThreats),
           operation("GET", "threatIntelligence/main/metrics", "indicators/read", Metrics),
           operation("POST", one + "/appendTags", "indicators/write",
                     [](const Context& context) { return ChangeTags(context, TagChange::kAppend); }),
           operation("POST", one + "/replaceTags", "indicators/write",
                     [](const Context& context) { return ChangeTags(context, TagChange::kReplace); })}};
}

}  // namespace harrier::api::arm
