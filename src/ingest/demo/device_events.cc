#include "ingest/demo/device_events.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

std::string_view IntegrityName(Integrity integrity) {
  constexpr std::string_view kNames[] = {"Low", "Medium", "High", "System"};
  return kNames[static_cast<size_t>(integrity)];
}

std::string_view Elevation(Integrity integrity) {
  return integrity >= Integrity::kHigh ? "TokenElevationTypeFull" : "TokenElevationTypeDefault";
}

std::string_view LogonTypeText(int type) {
  switch (type) {
    case 3:
      return "Network";
    case 4:
      return "Batch";
    case 5:
      return "Service";
    case 7:
      return "Unlock";
    case 10:
      return "RemoteInteractive";
    case 11:
      return "CachedInteractive";
    default:
      return "Interactive";
  }
}

bool IsPrivate(std::string_view ip) {
  return ip.starts_with("10.") || ip.starts_with("192.168.") || ip.starts_with("172.16.");
}

// Defender writes account names in lower case.
std::string DomainOf(const Account& account) {
  return Lower(account.domain);
}

std::string UniqueId(const Host& host, const Process& process) {
  const uint64_t key = StableHash(host.name) ^ process.pid ^ static_cast<uint64_t>(process.created);
  return std::to_string(MixBits(key) >> 12);
}

}  // namespace

LogRows& DeviceSensor::Row(LogTable table, int64_t time, std::string_view action) {
  return logs_.Begin(table, time)
      .Text("DeviceId", host_.device_id)
      .Text("DeviceName", Lower(host_.fqdn))
      .Text("ActionType", action)
      .Long("ReportId", ++report_)
      .Text("MachineGroup", host_.kind == HostKind::kLaptop ? "Workstations" : "Servers");
}

LogRows& DeviceSensor::Initiator(LogRows& row, const Process& process) {
  const Account& who = *process.logon->account;
  const Image& image = *process.image;
  row.Text("InitiatingProcessAccountDomain", DomainOf(who))
      .Text("InitiatingProcessAccountName", Lower(who.name))
      .Text("InitiatingProcessAccountSid", who.sid)
      .Text("InitiatingProcessAccountUpn", who.upn)
      .Text("InitiatingProcessAccountObjectId", who.object_id)
      .Text("InitiatingProcessFileName", image.file)
      .Text("InitiatingProcessFolderPath", image.Path())
      .Long("InitiatingProcessFileSize", image.size)
      .Text("InitiatingProcessSHA1", image.sha1)
      .Text("InitiatingProcessSHA256", image.sha256)
      .Text("InitiatingProcessMD5", image.md5)
      .Text("InitiatingProcessCommandLine", process.command_line)
      .Long("InitiatingProcessId", process.pid)
      .Time("InitiatingProcessCreationTime", process.created)
      .Text("InitiatingProcessUniqueId", UniqueId(host_, process))
      .Text("InitiatingProcessVersionInfoCompanyName", image.company)
      .Text("InitiatingProcessVersionInfoProductName", image.product)
      .Text("InitiatingProcessVersionInfoProductVersion", image.version)
      .Text("InitiatingProcessVersionInfoOriginalFileName", image.original)
      .Text("InitiatingProcessVersionInfoFileDescription", image.description)
      .Long("InitiatingProcessSessionId", process.logon->session);
  if (process.parent == nullptr) return row;
  return row.Text("InitiatingProcessParentFileName", process.parent->image->file)
      .Long("InitiatingProcessParentId", process.parent->pid)
      .Time("InitiatingProcessParentCreationTime", process.parent->created);
}

void DeviceSensor::ProcessStart(const Process& process) {
  if (off()) return;
  const Account& who = *process.logon->account;
  const Image& image = *process.image;
  LogRows& row = Row(LogTable::kDeviceProcessEvents, process.created, "ProcessCreated");
  row.Text("AccountDomain", DomainOf(who))
      .Text("AccountName", Lower(who.name))
      .Text("AccountSid", who.sid)
      .Text("AccountUpn", who.upn)
      .Text("AccountObjectId", who.object_id)
      .Long("LogonId", static_cast<int64_t>(process.logon->id))
      .Text("FileName", image.file)
      .Text("FolderPath", image.Path())
      .Long("FileSize", image.size)
      .Text("SHA1", image.sha1)
      .Text("SHA256", image.sha256)
      .Text("MD5", image.md5)
      .Text("ProcessCommandLine", process.command_line)
      .Long("ProcessId", process.pid)
      .Time("ProcessCreationTime", process.created)
      .Text("ProcessUniqueId", UniqueId(host_, process))
      .Text("ProcessIntegrityLevel", IntegrityName(process.integrity))
      .Text("ProcessTokenElevation", Elevation(process.integrity))
      .Text("ProcessVersionInfoCompanyName", image.company)
      .Text("ProcessVersionInfoProductName", image.product)
      .Text("ProcessVersionInfoProductVersion", image.version)
      .Text("ProcessVersionInfoOriginalFileName", image.original)
      .Text("ProcessVersionInfoFileDescription", image.description)
      .Long("CreatedProcessSessionId", process.logon->session)
      .Long("InitiatingProcessLogonId", static_cast<int64_t>(process.parent->logon->id))
      .Text("InitiatingProcessIntegrityLevel", IntegrityName(process.parent->integrity))
      .Text("InitiatingProcessTokenElevation", Elevation(process.parent->integrity));
  Initiator(row, *process.parent);
}

void DeviceSensor::Network(int64_t time, const Process& process, std::string_view local_ip,
                           const Flow& flow) {
  if (off()) return;
  LogRows& row = Row(LogTable::kDeviceNetworkEvents, time, flow.action);
  row.Text("RemoteIP", flow.remote_ip)
      .Text("RemoteIPType", IsPrivate(flow.remote_ip) ? "Private" : "Public")
      .Int("RemotePort", flow.remote_port)
      .Text("RemoteUrl", flow.remote_url)
      .Text("LocalIP", local_ip)
      .Text("LocalIPType", "Private")
      .Int("LocalPort", static_cast<int32_t>(random_.Between(49152, 65535)))
      .Text("Protocol", flow.protocol)
      .Text("InitiatingProcessIntegrityLevel", IntegrityName(process.integrity));
  Initiator(row, process);
}

void DeviceSensor::File(int64_t time, const Process& process, std::string_view action,
                        std::string_view folder, std::string_view file, int64_t size,
                        std::string_view origin_url, std::string_view previous) {
  if (off()) return;
  LogRows& row = Row(LogTable::kDeviceFileEvents, time, action);
  const std::string path = fmt::format("{}\\{}", folder, file);
  row.Text("FileName", file).Text("FolderPath", path).Long("FileSize", size);
  if (action != "FileDeleted") {
    const std::string key = fmt::format("{}{}", path, size);
    row.Text("SHA1", DigestText("sha1" + key, 40)).Text("SHA256", DigestText("sha256" + key, 64));
  }
  if (!origin_url.empty()) row.Text("FileOriginUrl", origin_url);
  if (!previous.empty()) row.Text("PreviousFileName", previous).Text("PreviousFolderPath", folder);
  row.Text("RequestAccountName", Lower(process.logon->account->name))
      .Text("RequestAccountDomain", DomainOf(*process.logon->account))
      .Text("RequestAccountSid", process.logon->account->sid)
      .Text("RequestProtocol", "Local");
  Initiator(row, process);
}

void DeviceSensor::Registry(int64_t time, const Process& process, std::string_view key,
                            std::string_view value_name, std::string_view data, std::string_view previous) {
  if (off()) return;
  LogRows& row = Row(LogTable::kDeviceRegistryEvents, time,
                     value_name.empty() ? "RegistryKeyCreated" : "RegistryValueSet");
  row.Text("RegistryKey", key)
      .Text("RegistryValueName", value_name)
      .Text("RegistryValueData", data)
      .Text("RegistryValueType", value_name.empty()                                  ? ""
                                 : data.find_first_not_of("0123456789") == data.npos ? "Dword"
                                                                                     : "String")
      .Text("PreviousRegistryValueData", previous);
  Initiator(row, process);
}

void DeviceSensor::LogonResult(const Logon& logon, bool success, std::string_view failure) {
  if (off()) return;
  const Account& who = *logon.account;
  LogRows& row = Row(LogTable::kDeviceLogonEvents, logon.time, success ? "LogonSuccess" : "LogonFailed");
  row.Text("AccountDomain", DomainOf(who))
      .Text("AccountName", Lower(who.name))
      .Text("AccountSid", success ? std::string_view(who.sid) : std::string_view())
      .Text("LogonType", LogonTypeText(logon.type))
      .Text("Protocol", logon.package)
      .Bool("IsLocalAdmin", logon.elevated)
      .Text("FailureReason", failure)
      .Text("RemoteIP", logon.origin.ip)
      .Text("RemoteIPType", logon.origin.ip.empty()      ? ""
                            : IsPrivate(logon.origin.ip) ? "Private"
                                                         : "Public")
      .Text("RemoteDeviceName", Lower(logon.origin.workstation));
  if (success) row.Long("LogonId", static_cast<int64_t>(logon.id));
  row.Text("InitiatingProcessFileName", "lsass.exe")
      .Text("InitiatingProcessFolderPath", "C:\\Windows\\System32\\lsass.exe")
      .Text("InitiatingProcessAccountName", "system")
      .Text("InitiatingProcessAccountDomain", "nt authority")
      .Text("InitiatingProcessAccountSid", "S-1-5-18");
}

void DeviceSensor::Other(int64_t time, const Process& process, std::string_view action,
                         std::string_view folder, std::string_view target, std::string_view extra) {
  if (off()) return;
  LogRows& row = Row(LogTable::kDeviceEvents, time, action);
  row.Text("FileName", target)
      .Text("FolderPath", folder.empty() ? std::string() : fmt::format("{}\\{}", folder, target));
  row.Text("AccountDomain", DomainOf(*process.logon->account))
      .Text("AccountName", Lower(process.logon->account->name))
      .Text("AccountSid", process.logon->account->sid)
      .Long("LogonId", static_cast<int64_t>(process.logon->id));
  if (!extra.empty()) row.Json("AdditionalFields", extra);
  Initiator(row, process);
}

void DeviceSensor::Inventory(int64_t time, std::string_view public_ip, const Account* logged_on) {
  if (off()) return;
  const bool laptop = host_.kind == HostKind::kLaptop;
  LogRows& row = logs_.Begin(LogTable::kDeviceInfo, time);
  row.Text("DeviceId", host_.device_id)
      .Text("DeviceName", Lower(host_.fqdn))
      .Long("ReportId", ++report_)
      .Text("MachineGroup", laptop ? "Workstations" : "Servers")
      .Text("AadDeviceId", host_.aad_device_id)
      .Text("ClientVersion", "10.8735.22621.1011")
      .Text("PublicIP", public_ip)
      .Text("OSArchitecture", "64-bit")
      .Text("OSPlatform",
            laptop ? (host_.os_build >= 22000 ? "Windows11" : "Windows10") : "WindowsServer2022")
      .Long("OSBuild", host_.os_build)
      .Text("OSVersion", "10.0")
      .Text("DeviceCategory", "Endpoint")
      .Text("DeviceType", laptop ? "Workstation" : "Server")
      .Text("JoinType", laptop ? "Hybrid Azure AD Join" : "Domain Joined")
      .Bool("IsAzureADJoined", laptop)
      .Text("OnboardingStatus", "Onboarded")
      .Text("SensorHealthState", "Active")
      .Text("ExposureLevel", laptop ? "Low" : "Medium")
      .Text("Vendor", laptop ? "Dell Inc." : "VMware, Inc.")
      .Text("Model", laptop ? "Latitude 7450" : "VMware7,1")
      .Bool("IsInternetFacing", host_.role == "web");
  row.Json("LoggedOnUsers", logged_on == nullptr
                                ? std::string("[]")
                                : fmt::format(R"([{{"UserName":"{}","DomainName":"{}","Sid":"{}"}}])",
                                              logged_on->name, logged_on->domain, logged_on->sid));
}

}  // namespace harrier::ingest::demo
