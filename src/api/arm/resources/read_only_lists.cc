#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {
namespace {

/// Types of which there are no objects here, so that their lists are empty and their names lead nowhere.
constexpr std::string_view kEmpty[] = {
    "alertRules",
    "alertRuleTemplates",
    "automationRules",
    "billingStatistics",
    "contentPackages",
    "contentProductPackages",
    "contentProductTemplates",
    "contentTemplates",
    "dataConnectorDefinitions",
    "dataConnectors",
    "entityQueries",
    "entityQueryTemplates",
    "fileImports",
    "metadata",
    "officeConsents",
    "recommendations",
    "securityMLAnalyticsSettings",
    "settings",
    "sourcecontrols",
};

Response OnboardingState(const Context& context, bool as_list) {
  json::object state{{"id", hunting::Text(context.workspace.resource_id() +
                                          "/providers/Microsoft.SecurityInsights/onboardingStates/default")},
                     {"name", "default"},
                     {"type", "Microsoft.SecurityInsights/onboardingStates"},
                     {"properties", json::object{{"customerManagedKey", false}}}};
  if (!as_list) return JsonAnswer(200, state);
  return JsonAnswer(200, json::object{{"value", json::array{std::move(state)}}});
}

}  // namespace

ResourceFamily ReadOnlyLists() {
  ResourceFamily family;
  for (const std::string_view type : kEmpty) {
    Resource resource;
    resource.type = resource.collection = type;
    resource.writable = resource.removable = false;
    family.resources.push_back(std::move(resource));
  }
  // A workspace that is served is one that Sentinel was turned on for.
  Operation list;
  list.method = "GET";
  list.path = "onboardingStates";
  list.action = "onboardingStates/read";
  list.handler = [](const Context& context) { return OnboardingState(context, true); };
  Operation one = list;
  one.path = "onboardingStates/default";
  one.handler = [](const Context& context) { return OnboardingState(context, false); };
  family.operations = {std::move(list), std::move(one)};
  return family;
}

}  // namespace harrier::api::arm
