#pragma once

#include <string>

#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// A table of remarks that an analyst keeps beside the logs. MSTICPy makes constructor arguments of its
/// fields, so it has these and no others.
struct DynamicSummary {
  std::string summary_id;
  std::string summary_name;
  std::string summary_description;
  std::string tenant_id;
  std::string azure_tenant_id;
  std::string search_key;
  json::value tactics;
  json::value techniques;
  json::value source_info;
  json::value raw_content;  // rows, as JSON in a text

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("summaryId", self.summary_id);
    a("summaryName", self.summary_name, {.required = true});
    a("summaryDescription", self.summary_description);
    a("tenantId", self.tenant_id);
    a("azureTenantId", self.azure_tenant_id);
    a("searchKey", self.search_key);
    a("tactics", self.tactics);
    a("techniques", self.techniques);
    a("sourceInfo", self.source_info);
    a("rawContent", self.raw_content);
  }
};

}  // namespace harrier::hunting
