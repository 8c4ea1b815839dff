#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/collection_rules/collection_rule.h"
#include "ingest/row_transform.h"

namespace harrier::api::arm {
namespace {

Status CheckTransforms(query::Service& service, const hunting::CollectionRule& rule) {
  for (const hunting::CollectionFlow& flow : rule.flows) {
    if (flow.transform.empty()) continue;
    for (const std::string& stream : flow.streams) {
      TRY(const ingest::Columns declared, hunting::DeclaredColumns(rule, stream));
      // Rows of streams that declare nothing may have any columns.
      if (!declared.empty()) TRY_OK(ingest::CheckTransform(service, flow.transform, declared));
    }
  }
  return Ok();
}

/// A rule keeps the id by which its rows come.
Status KeepId(const Admission& admission) {
  SystemIds ids;
  std::string id = hunting::NewImmutableId(ids);
  if (admission.before) {
    const json::object before = hunting::ParseObject(admission.before->body);
    id = hunting::TextMember(before, "immutableId");
  }
  admission.kept["immutableId"] = hunting::Text(id);
  return Ok();
}

}  // namespace

ResourceFamily DataCollectionRules() {
  Resource rules;
  rules.provider = Provider::kInsights;
  rules.type = rules.collection = std::string(hunting::kCollectionRuleKind);
  rules.accept = [](const Context& context, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::CollectionRule rule, hunting::AcceptCollectionRule(properties));
    TRY_OK(CheckTransforms(*context.workspace.service, rule));
    return hunting::ToJson(rule);
  };
  rules.admit = KeepId;
  rules.read = [](const Context&, store::Transaction&, const store::Object& object) {
    json::object properties = hunting::ParseObject(object.body);
    properties["provisioningState"] = "Succeeded";
    return properties;
  };
  rules.release = [](const Context&, store::Transaction&, const store::Object& object) -> Status {
    if (!hunting::SameName(object.key.name, hunting::kDefaultRuleName)) return Ok();
    return Fail(ErrorCode::kConflict, "the default rule cannot be deleted; it may be changed");
  };
  return {{std::move(rules)}};
}

}  // namespace harrier::api::arm
