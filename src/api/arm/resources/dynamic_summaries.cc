#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/dynamic_summaries/dynamic_summary.h"

namespace harrier::api::arm {

ResourceFamily DynamicSummaries() {
  Resource summaries;
  summaries.type = summaries.collection = "dynamicSummaries";
  summaries.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const auto summary, hunting::FromJson<hunting::DynamicSummary>(properties));
    return hunting::ToJson(summary);
  };
  summaries.delete_names_it = true;
  return {{std::move(summaries)}};
}

}  // namespace harrier::api::arm
