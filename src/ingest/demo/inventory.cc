#include "ingest/demo/inventory.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

void WriteSyslog(Logs& logs, int64_t time, const Host& host, std::string_view facility,
                 std::string_view severity, std::string_view process, int pid, std::string_view message) {
  logs.Begin(LogTable::kSyslog, time)
      .Text("Computer", host.fqdn)
      .Text("HostName", host.name)
      .Text("HostIP", host.ip)
      .Text("Facility", facility)
      .Text("SeverityLevel", severity)
      .Text("ProcessName", process)
      .Int("ProcessID", pid)
      .Text("SyslogMessage", message)
      .Time("EventTime", time - time % kTicksPerSecond)
      .Text("CollectorHostName", "kw-lx-mon01");
}

void WriteHeartbeat(Logs& logs, int64_t time, const Host& host) {
  logs.Begin(LogTable::kHeartbeat, time)
      .Text("Computer", host.fqdn)
      .Text("ComputerIP", host.ip)
      .Text("Category", host.windows() ? "Direct Agent" : "Azure Monitor Agent")
      .Text("OSType", host.windows() ? "Windows" : "Linux")
      .Text("OSName", host.windows() ? "Windows Server 2022 Standard" : "Ubuntu 22.04")
      .Text("OSMajorVersion", host.windows() ? "10" : "22")
      .Text("Version", host.windows() ? "10.20.18069.0" : "1.33.1")
      .Text("ComputerEnvironment", "Non-Azure")
      .Text("Solutions", "security")
      .Text("VMUUID", host.agent_id)
      .Json("ComputerPrivateIPs", fmt::format(R"(["{}"])", host.ip));
}

void WriteIdentity(Logs& logs, const World& world, int64_t time, const Account& account, const Person* person,
                   int64_t created) {
  LogRows& row = logs.Begin(LogTable::kIdentityInfo, time);
  const bool admin = account.name.starts_with("adm-");
  row.Text("AccountName", account.name)
      .Text("AccountDomain", world.ad_domain)
      .Text("AccountUPN", account.upn)
      .Text("AccountSID", account.sid)
      .Text("AccountObjectId", account.object_id)
      .Text("AccountTenantId", world.tenant_id)
      .Text("AccountDisplayName", account.display)
      .Time("AccountCreationTime", created)
      .Bool("IsAccountEnabled", true)
      .Bool("IsServiceAccount", account.is_service)
      .Text("UserType", "Member")
      .Text("SourceProvider", account.is_service || admin ? "ActiveDirectory" : "Hybrid")
      .Text("RiskLevel", "None")
      .Text("BlastRadius", admin ? "High" : "Low")
      .Json("GroupMembership", admin ? R"(["Server Admins","Remote Desktop Users"])"
                               : person == nullptr
                                   ? R"(["Service Accounts"])"
                                   : fmt::format(R"(["Staff","{}"])", DepartmentName(person->department)))
      .Json("AssignedRoles", admin ? R"(["Global Reader"])" : "[]");
  if (person == nullptr) return;
  row.Text("GivenName", person->given)
      .Text("Surname", person->surname)
      .Text("Department", DepartmentName(person->department))
      .Text("JobTitle", person->title)
      .Text("EmployeeId", person->employee_id)
      .Text("MailAddress", account.upn)
      .Text("Manager", world.people[person->manager].account.upn)
      .Text("City", world.sites[static_cast<size_t>(person->site)].city)
      .Text("Country", world.sites[static_cast<size_t>(person->site)].country)
      .Text("Phone", person->phone)
      .Text("AccountCloudSID", person->cloud_sid)
      .Bool("IsMFARegistered", true);
}

void WriteAlert(Logs& logs, Random& random, int64_t time, const Alert& alert) {
  logs.Begin(LogTable::kSecurityAlert, time)
      .Text("DisplayName", alert.name)
      .Text("AlertName", alert.name)
      .Text("AlertSeverity", alert.severity)
      .Text("Description", alert.description)
      .Text("ProviderName", alert.provider)
      .Text("ProductName", alert.product)
      .Text("VendorName", "Microsoft")
      .Text("VendorOriginalId", GuidText(random))
      .Text("SystemAlertId", GuidText(random))
      .Text("AlertType", DigestText(alert.name, 32))
      .Text("Status", alert.status)
      .Text("CompromisedEntity", alert.compromised)
      .Text("Tactics", alert.tactics)
      .Text("Techniques", alert.techniques)
      .Text("Entities", alert.entities)
      .Bool("IsIncident", false)
      .Time("StartTime", time - Minutes(4))
      .Time("EndTime", time - Minutes(2))
      .Time("ProcessingEndTime", time);
}

void WriteIndicator(Logs& logs, Random& random, int64_t time, std::string_view kind, std::string_view value,
                    int confidence, std::string_view description) {
  const std::string id = fmt::format("indicator--{}", GuidText(random));
  const std::string_view property = kind == "file" ? "hashes.'SHA-256'" : "value";
  const std::string pattern = fmt::format("[{}:{} = '{}']", kind, property, value);
  const std::string data = fmt::format(
      R"({{"type":"indicator","id":"{}","pattern":"{}","pattern_type":"stix","valid_from":"{}","confidence":{},"description":"{}"}})",
      id, JsonEscape(pattern), IsoSeconds(time), confidence, JsonEscape(description));
  logs.Begin(LogTable::kThreatIntelIndicators, time)
      .Text("WorkspaceId", logs.workspace_id())
      .Text("Id", id)
      .Text("LastUpdateMethod", "ThreatIntelTaxiiConnector")
      .Text("Pattern", pattern)
      .Text("ObservableKey", fmt::format("{}:{}", kind, property))
      .Text("ObservableValue", value)
      .Int("Confidence", confidence)
      .Bool("IsActive", true)
      .Bool("IsDeleted", false)
      .Bool("Revoked", false)
      .Time("ValidFrom", time)
      .Time("ValidUntil", time + 180 * kTicksPerDay)
      .Time("Created", time)
      .Time("Modified", time)
      .Text("Tags", "demo")
      .Json("Data", data);
}

}  // namespace harrier::ingest::demo
