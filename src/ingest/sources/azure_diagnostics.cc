#include <array>
#include <unordered_map>

#include "ingest/json_record.h"
#include "ingest/sources/source.h"

// Azure Monitor documentation, resource logs common schema: what diagnostic settings write to storage
// accounts and event hubs. Categories of Microsoft Entra ID and of the activity log have tables of their own.
namespace harrier::ingest {
namespace {

struct Category {
  std::string_view category, table;
};
constexpr std::array<Category, 20> kCategories = {
    {{"SignInLogs", "SigninLogs"},
     {"NonInteractiveUserSignInLogs", "AADNonInteractiveUserSignInLogs"},
     {"ServicePrincipalSignInLogs", "AADServicePrincipalSignInLogs"},
     {"ManagedIdentitySignInLogs", "AADManagedIdentitySignInLogs"},
     {"ADFSSignInLogs", "ADFSSignInLogs"},
     {"AuditLogs", "AuditLogs"},
     {"ProvisioningLogs", "AADProvisioningLogs"},
     {"RiskyUsers", "AADRiskyUsers"},
     {"UserRiskEvents", "AADUserRiskEvents"},
     {"RiskyServicePrincipals", "AADRiskyServicePrincipals"},
     {"ServicePrincipalRiskEvents", "AADServicePrincipalRiskEvents"},
     {"MicrosoftGraphActivityLogs", "MicrosoftGraphActivityLogs"},
     {"Administrative", "AzureActivity"},
     {"Security", "AzureActivity"},
     {"ServiceHealth", "AzureActivity"},
     {"Alert", "AzureActivity"},
     {"Recommendation", "AzureActivity"},
     {"Policy", "AzureActivity"},
     {"Autoscale", "AzureActivity"},
     {"ResourceHealth", "AzureActivity"}}};

const std::unordered_map<std::string_view, std::string_view>& Names() {
  static const auto* const names = new std::unordered_map<std::string_view, std::string_view>{
      {"time", "TimeGenerated"},
      {"callerIpAddress", "IPAddress"},
      {"properties.createdDateTime", "CreatedDateTime"},
      {"ipAddress", "IPAddress"},
      {"deviceDetail", "DeviceDetail"},
      {"location", "LocationDetails"},
      {"userPrincipalName", "UserPrincipalName"},
  };
  return *names;
}

std::string_view TableOf(const Record& record) {
  const std::string_view category = record.Text("category");
  for (const Category& known : kCategories) {
    if (known.category == category) return known.table;
  }
  return {};
}

bool Matches(const Record& record, SourceContext&) {
  return record.Has("time") && record.Has("category") && record.Has("operationName") &&
         !TableOf(record).empty();
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch& scratch) {
  row.table = TableOf(record);
  row.any_case = true;
  const bool activity = row.table == "AzureActivity";
  std::vector<Field> properties;
  if (const Field* field = record.Find("properties"); field != nullptr && !field->is_null() && !activity) {
    ReadObject(field->text, properties, scratch);
  }
  // What the properties say wins: the head of the record only repeats some of it.
  for (const Field& field : properties) {
    if (field.is_null()) continue;
    const auto name = Names().find(field.name);
    Put(row, name == Names().end() ? field.name : name->second, field);
  }
  for (const Field& field : record.fields) {
    if (field.is_null() || (field.name == "properties" && !properties.empty())) continue;
    // "location" of the head is a region, that of the properties an object.
    if (field.name == "location") {
      Put(row, "Location", field);
    } else if (field.name == "callerIpAddress" && activity) {
      Put(row, "CallerIpAddress", field);
    } else {
      const auto name = Names().find(field.name);
      const std::string_view column = name == Names().end() ? field.name : name->second;
      const bool repeated = std::any_of(row.fields.begin(), row.fields.end(), [&](const Field& other) {
        return other.name == column && other.text == field.text;
      });
      if (!repeated) Put(row, column, field);
    }
  }
  return {};
}

}  // namespace

const Source kAzureDiagnostics{"azure_diagnostics",
                               "SigninLogs, AuditLogs and the other logs of Entra ID; AzureActivity", false,
                               Matches, Map};

}  // namespace harrier::ingest
