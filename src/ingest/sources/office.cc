#include <array>
#include <unordered_map>

#include "ingest/json_record.h"
#include "ingest/sources/source.h"

// Microsoft Purview audit records: from the Office 365 Management Activity API (the record itself), or
// exported from the portal, where the record is JSON text in the column AuditData.
namespace harrier::ingest {
namespace {

const std::unordered_map<std::string_view, std::string_view>& Names() {
  static const auto* const names = new std::unordered_map<std::string_view, std::string_view>{
      {"CreationTime", "TimeGenerated"},
      {"CreationDate", "TimeGenerated"},
      {"Id", "OfficeId"},
      {"Workload", "OfficeWorkload"},
      {"ObjectId", "OfficeObjectId"},
      {"ResultStatus", "ResultStatus"},
      {"Site", "Site_"},
      {"SiteUrl", "Site_Url"},
      {"SourceName", "Source_Name"},
      {"EventData", "Event_Data"},
      {"LogonType", "Logon_Type"},
      {"ClientIPAddress", "Client_IPAddress"},
      {"Target", "AADTarget"},
      {"AzureActiveDirectoryEventType", "AzureActiveDirectory_EventType"},
      {"SendOnBehalfOfUserMailboxGuid", "SendonBehalfOfUserMailboxGuid"},
      {"Identity", "SourceRecordId"},
  };
  return *names;
}

struct Number {
  std::string_view number, word;
};

// Office 365 Management Activity API schema: AuditLogRecordType, UserType, LogonType.
constexpr std::array<Number, 14> kRecordTypes = {{{"1", "ExchangeAdmin"},
                                                  {"2", "ExchangeItem"},
                                                  {"3", "ExchangeItemGroup"},
                                                  {"4", "SharePoint"},
                                                  {"6", "SharePointFileOperation"},
                                                  {"7", "OneDrive"},
                                                  {"8", "AzureActiveDirectory"},
                                                  {"9", "AzureActiveDirectoryAccountLogon"},
                                                  {"14", "SharePointSharingOperation"},
                                                  {"15", "AzureActiveDirectoryStsLogon"},
                                                  {"18", "SecurityComplianceCenterEOPCmdlet"},
                                                  {"25", "MicrosoftTeams"},
                                                  {"28", "ThreatIntelligence"},
                                                  {"50", "ExchangeItemAggregated"}}};
constexpr std::array<Number, 7> kUserTypes = {{{"0", "Regular"},
                                               {"1", "Reserved"},
                                               {"2", "Admin"},
                                               {"3", "DcAdmin"},
                                               {"4", "System"},
                                               {"5", "Application"},
                                               {"6", "ServicePrincipal"}}};
constexpr std::array<Number, 3> kLogonTypes = {{{"0", "Owner"}, {"1", "Admin"}, {"2", "Delegated"}}};

template <size_t N>
void PutWord(Row& row, std::string_view name, const Field& field, const std::array<Number, N>& words) {
  for (const Number& word : words) {
    if (word.number == field.text) return Put(row, name, word.word);
  }
  Put(row, name, field);
}

bool Matches(const Record& record, SourceContext&) {
  if (record.Text("AuditData").starts_with('{')) return true;
  return record.Has("CreationTime") && record.Has("Operation") && record.Has("Workload") &&
         record.Has("RecordType");
}

void MapFields(const std::vector<Field>& fields, Row& row) {
  for (const Field& field : fields) {
    if (field.is_null()) continue;
    const auto name = Names().find(field.name);
    if (field.name == "RecordType") {
      PutWord(row, "RecordType", field, kRecordTypes);
    } else if (field.name == "UserType") {
      PutWord(row, "UserType", field, kUserTypes);
    } else if (field.name == "LogonType") {
      PutWord(row, "Logon_Type", field, kLogonTypes);
    } else {
      Put(row, name == Names().end() ? field.name : name->second, field);
    }
  }
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch& scratch) {
  row.table = "OfficeActivity";
  row.any_case = true;
  const std::string_view data = record.Text("AuditData");
  if (data.empty()) {
    MapFields(record.fields, row);
    return {};
  }
  std::vector<Field> audit;
  if (!ReadObject(data, audit, scratch)) return "AuditData is not valid JSON";
  MapFields(audit, row);
  // The other columns repeat what AuditData says, under the names of the portal or of PowerShell.
  for (const Field& field : record.fields) {
    const std::string_view name = field.name;
    const bool repeated = name == "AuditData" || name == "CreationDate" || name == "UserIds" ||
                          name == "Operations" || name == "RecordType" || name == "Operation" ||
                          name == "UserId" || name == "RecordId" || name == "CreationTime";
    if (!repeated) Put(row, Names().contains(name) ? Names().at(name) : name, field);
  }
  return {};
}

}  // namespace

const Source kOffice{"office", "OfficeActivity", false, Matches, Map};

}  // namespace harrier::ingest
