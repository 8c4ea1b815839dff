#include "ingest/demo/windows_security.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr std::string_view kAuditing = "Microsoft-Windows-Security-Auditing";

std::string_view MandatoryLabel(Integrity integrity) {
  constexpr std::string_view kLabels[] = {"S-1-16-4096", "S-1-16-8192", "S-1-16-12288", "S-1-16-16384"};
  return kLabels[static_cast<size_t>(integrity)];
}

std::string_view LogonTypeName(int type) {
  switch (type) {
    case 0:
      return "0 - System";
    case 2:
      return "2 - Interactive";
    case 3:
      return "3 - Network";
    case 4:
      return "4 - Batch";
    case 5:
      return "5 - Service";
    case 7:
      return "7 - Unlock";
    case 10:
      return "10 - RemoteInteractive";
    default:
      return "11 - CachedInteractive";
  }
}

std::string_view LogonProcess(const Logon& logon) {
  if (logon.type == 5 || logon.type == 4) return "Advapi";
  if (logon.type != 3) return "User32";
  return std::string_view(logon.package) == "NTLM" ? "NtLmSsp" : "Kerberos";
}

}  // namespace

std::string HexId(uint64_t id) {
  return fmt::format("0x{:x}", id);
}

const Account& SubjectAccount(const Account& account, const Host& host) {
  return account.sid == "S-1-5-18" ? host.account : account;
}

LogRows& WindowsSecurity::Row(int64_t time, int event, int task, std::string_view activity, bool success) {
  return logs_.Begin(LogTable::kSecurityEvent, time)
      .Text("Computer", host_.fqdn)
      .Int("EventID", event)
      .Text("Activity", fmt::format("{} - {}", event, activity))
      .Text("EventSourceName", event == 1102 ? "Microsoft-Windows-Eventlog" : kAuditing)
      .Text("Channel", "Security")
      .Int("Task", task)
      .Text("Level", event == 1102 ? "4"
                     : success     ? "8"
                                   : "16")
      .Text("EventLevelName", event == 1102 ? "Information" : "LogAlways")
      .Text("SourceComputerId", host_.agent_id)
      .Text("EventRecordId", std::to_string(++record_))
      .Text("Keywords", success ? "0x8020000000000000" : "0x8010000000000000");
}

LogRows& WindowsSecurity::Subject(LogRows& row, const Logon& by) {
  const Account& shown = SubjectAccount(*by.account, host_);
  return row.Text("SubjectUserSid", by.account->sid)
      .Text("SubjectUserName", shown.name)
      .Text("SubjectDomainName", shown.domain)
      .Text("SubjectLogonId", HexId(by.id))
      .Text("SubjectAccount", shown.Full())
      .Text("Account", shown.Full())
      .Text("AccountType", shown.is_machine ? "Machine" : "User");
}

void WindowsSecurity::LogonSuccess(const Logon& logon) {
  if (off()) return;
  const Account& who = *logon.account;
  LogRows& row = Row(logon.time, 4624, 12544, "An account was successfully logged on.");
  const bool network = logon.type == 3;
  row.Text("SubjectUserSid", network ? "S-1-0-0" : "S-1-5-18")
      .Text("SubjectUserName", network ? "-" : host_.account.name)
      .Text("SubjectDomainName", network ? "-" : host_.account.domain)
      .Text("SubjectLogonId", network ? "0x0" : "0x3e7")
      .Text("SubjectAccount", network ? "-\\-" : host_.account.Full())
      .Text("Account", who.Full())
      .Text("AccountType", who.is_machine ? "Machine" : "User")
      .Text("TargetUserSid", who.sid)
      .Text("TargetUserName", who.name)
      .Text("TargetDomainName", who.domain)
      .Text("TargetAccount", who.Full())
      .Text("TargetLogonId", HexId(logon.id))
      .Text("TargetLinkedLogonId", "0x0")
      .Int("LogonType", logon.type)
      .Text("LogonTypeName", LogonTypeName(logon.type))
      .Text("LogonProcessName", LogonProcess(logon))
      .Text("AuthenticationPackageName", logon.package)
      .Text("LmPackageName", std::string_view(logon.package) == "NTLM" ? "NTLM V2" : "-")
      .Text("WorkstationName",
            logon.origin.workstation.empty() ? (network ? "-" : host_.name) : logon.origin.workstation)
      .Text("IpAddress", logon.origin.ip.empty() ? "-" : logon.origin.ip)
      .Text("IpPort", logon.origin.ip.empty() ? "-" : std::to_string(49152 + logon.id % 16000))
      .Text("ProcessName", network || logon.type == 0 ? "-"
                           : logon.type == 5          ? R"(C:\Windows\System32\services.exe)"
                                                      : R"(C:\Windows\System32\svchost.exe)")
      .Text("Process", network || logon.type == 0 ? "-"
                       : logon.type == 5          ? "services.exe"
                                                  : "svchost.exe")
      .Text("ElevatedToken", logon.elevated ? "%%1842" : "%%1843")
      .Text("ImpersonationLevel", "%%1833")
      .Text("VirtualAccount", "%%1843");
  if (!logon.elevated) return;
  LogRows& special = Row(logon.time, 4672, 12548, "Special privileges assigned to new logon.");
  special.Text("SubjectUserSid", who.sid)
      .Text("SubjectUserName", who.name)
      .Text("SubjectDomainName", who.domain)
      .Text("SubjectLogonId", HexId(logon.id))
      .Text("SubjectAccount", who.Full())
      .Text("Account", who.Full())
      .Text("AccountType", who.is_machine ? "Machine" : "User")
      .Text("PrivilegeList",
            "SeSecurityPrivilege SeTakeOwnershipPrivilege SeLoadDriverPrivilege SeBackupPrivilege "
            "SeRestorePrivilege SeDebugPrivilege SeImpersonatePrivilege");
}

void WindowsSecurity::LogonFailure(int64_t time, const Account& account, int type, const Origin& origin,
                                   std::string_view sub_status) {
  if (off()) return;
  Row(time, 4625, 12544, "An account failed to log on.", false)
      .Text("SubjectUserSid", "S-1-0-0")
      .Text("SubjectUserName", "-")
      .Text("SubjectDomainName", "-")
      .Text("SubjectLogonId", "0x0")
      .Text("Account", account.Full())
      .Text("AccountType", account.is_machine ? "Machine" : "User")
      .Text("TargetUserSid", "S-1-0-0")
      .Text("TargetUserName", account.name)
      .Text("TargetDomainName", account.domain)
      .Text("TargetAccount", account.Full())
      .Int("LogonType", type)
      .Text("LogonTypeName", LogonTypeName(type))
      .Text("AuthenticationPackageName", "NTLM")
      .Text("LogonProcessName", type == 3 ? "NtLmSsp" : "User32")
      .Text("WorkstationName", origin.workstation.empty() ? "-" : origin.workstation)
      .Text("IpAddress", origin.ip.empty() ? "-" : origin.ip)
      .Text("IpPort", origin.ip.empty() ? "-" : std::to_string(random_.Between(49152, 65535)))
      .Text("FailureReason", sub_status == "0xc0000064"   ? "%%2313"
                             : sub_status == "0xc0000234" ? "%%2307"
                                                          : "%%2313")
      .Text("Status", sub_status == "0xc0000234" ? "0xc0000234" : "0xc000006d")
      .Text("SubStatus", sub_status);
}

void WindowsSecurity::ExplicitCredentials(int64_t time, const Process& by, const Account& target,
                                          std::string_view server) {
  if (off()) return;
  Subject(Row(time, 4648, 12544, "A logon was attempted using explicit credentials."), *by.logon)
      .Text("TargetUserName", target.name)
      .Text("TargetDomainName", target.domain)
      .Text("TargetAccount", target.Full())
      .Text("TargetServerName", server)
      .Text("TargetInfo", server)
      .Text("ProcessId", HexId(by.pid))
      .Text("ProcessName", by.image->Path())
      .Text("Process", by.image->file);
}

void WindowsSecurity::Logoff(int64_t time, const Logon& logon) {
  if (off()) return;
  const bool by_user = logon.type == 2 || logon.type == 10;
  Row(time, by_user ? 4647 : 4634, 12545, by_user ? "User initiated logoff." : "An account was logged off.")
      .Text("Account", logon.account->Full())
      .Text("AccountType", logon.account->is_machine ? "Machine" : "User")
      .Text("TargetUserSid", logon.account->sid)
      .Text("TargetUserName", logon.account->name)
      .Text("TargetDomainName", logon.account->domain)
      .Text("TargetAccount", logon.account->Full())
      .Text("TargetLogonId", HexId(logon.id))
      .Int("LogonType", logon.type)
      .Text("LogonTypeName", LogonTypeName(logon.type));
}

void WindowsSecurity::ProcessStart(const Process& process) {
  if (off()) return;
  Subject(Row(process.created, 4688, 13312, "A new process has been created."), *process.logon)
      .Text("NewProcessId", HexId(process.pid))
      .Text("NewProcessName", process.image->Path())
      .Text("Process", process.image->file)
      .Text("CommandLine", process.command_line)
      .Text("ProcessId", HexId(process.parent->pid))
      .Text("ParentProcessName", process.parent->image->Path())
      .Text("TokenElevationType", process.integrity >= Integrity::kHigh ? "%%1936" : "%%1938")
      .Text("MandatoryLabel", MandatoryLabel(process.integrity))
      .Text("TargetUserSid", "S-1-0-0")
      .Text("TargetUserName", "-")
      .Text("TargetDomainName", "-")
      .Text("TargetAccount", "-\\-")
      .Text("TargetLogonId", "0x0");
}

void WindowsSecurity::ProcessExit(int64_t time, const Process& process) {
  if (off()) return;
  Subject(Row(time, 4689, 13313, "A process has exited."), *process.logon)
      .Text("ProcessId", HexId(process.pid))
      .Text("ProcessName", process.image->Path())
      .Text("Process", process.image->file)
      .Text("Status", "0x0");
}

void WindowsSecurity::ServiceInstalled(int64_t time, const Logon& by, std::string_view name,
                                       std::string_view path, std::string_view account) {
  if (off()) return;
  Subject(Row(time, 4697, 12289, "A service was installed in the system."), by)
      .Text("ServiceName", name)
      .Text("ServiceFileName", path)
      .Text("ServiceType", "0x10")
      .Int("ServiceStartType", 3)
      .Text("ServiceAccount", account);
  SystemEvent(
      time, "Service Control Manager", 7045, 4,
      fmt::format("A service was installed in the system. Service Name: {} Service File Name: {} "
                  "Service Type: user mode service Service Start Type: demand start Service Account: {}",
                  name, path, account),
      EventDataXml({{"ServiceName", std::string(name)},
                    {"ImagePath", std::string(path)},
                    {"ServiceType", "user mode service"},
                    {"StartType", "demand start"},
                    {"AccountName", std::string(account)}}));
}

void WindowsSecurity::TaskCreated(int64_t time, const Logon& by, std::string_view name,
                                  std::string_view command, std::string_view arguments) {
  if (off()) return;
  const Account& shown = SubjectAccount(*by.account, host_);
  const std::string content = fmt::format(
      "<Task "
      "version=\"1.2\"><RegistrationInfo><Author>{}</Author></RegistrationInfo><Triggers><CalendarTrigger>"
      "<StartBoundary>{}</StartBoundary></CalendarTrigger></Triggers><Actions Context=\"Author\"><Exec>"
      "<Command>{}</Command><Arguments>{}</Arguments></Exec></Actions></Task>",
      shown.Full(), IsoSeconds(time), command, arguments);
  Subject(Row(time, 4698, 12804, "A scheduled task was created."), by)
      .Text("EventData", EventDataXml({{"SubjectUserSid", by.account->sid},
                                       {"SubjectUserName", shown.name},
                                       {"SubjectDomainName", shown.domain},
                                       {"SubjectLogonId", HexId(by.id)},
                                       {"TaskName", std::string(name)},
                                       {"TaskContent", content}}));
}

void WindowsSecurity::AccountChanged(int64_t time, int event, const Logon& by, const Account& target) {
  if (off()) return;
  const std::string_view activity = event == 4720   ? "A user account was created."
                                    : event == 4722 ? "A user account was enabled."
                                    : event == 4724 ? "An attempt was made to reset an account's password."
                                    : event == 4725 ? "A user account was disabled."
                                    : event == 4726 ? "A user account was deleted."
                                                    : "A user account was changed.";
  Subject(Row(time, event, 13824, activity), by)
      .Text("TargetUserName", target.name)
      .Text("TargetDomainName", target.domain)
      .Text("TargetAccount", target.Full())
      .Text("TargetSid", target.sid)
      .Text("SamAccountName", event == 4720 ? target.name : "-")
      .Text("UserPrincipalName", event == 4720 ? target.upn : "-")
      .Text("DisplayName", event == 4720 ? target.display : "-");
}

void WindowsSecurity::GroupMemberAdded(int64_t time, int event, const Logon& by, const Account& member,
                                       std::string_view group, std::string_view group_sid) {
  if (off()) return;
  const std::string_view scope = event == 4728 ? "global" : event == 4732 ? "local" : "universal";
  Subject(Row(time, event, 13826, fmt::format("A member was added to a security-enabled {} group.", scope)),
          by)
      .Text("MemberName", fmt::format("CN={},OU=Staff,DC=corp,DC=kestrelworks,DC=example", member.display))
      .Text("MemberSid", member.sid)
      .Text("TargetUserName", group)
      .Text("TargetDomainName", event == 4732 ? "Builtin" : std::string_view(world_.netbios))
      .Text("TargetAccount", fmt::format("{}\\{}", event == 4732 ? "Builtin" : world_.netbios, group))
      .Text("TargetSid", group_sid);
}

void WindowsSecurity::LogCleared(int64_t time, const Logon& by) {
  if (off()) return;
  Subject(Row(time, 1102, 104, "The audit log was cleared."), by);
}

void WindowsSecurity::ShareAccess(int64_t time, const Logon& by, std::string_view share,
                                  std::string_view file, bool write) {
  if (off()) return;
  if (file.empty()) {
    Subject(Row(time, 5140, 12808, "A network share object was accessed."), by)
        .Text("ShareName", fmt::format("\\\\*\\{}", share))
        .Text("ShareLocalPath", fmt::format("\\??\\D:\\Shares\\{}", share))
        .Text("ObjectType", "File")
        .Text("IpAddress", by.origin.ip)
        .Text("IpPort", std::to_string(49152 + by.id % 16000))
        .Text("AccessMask", "0x1")
        .Text("AccessList", "%%4416");
    return;
  }
  Subject(Row(time, 5145, 12811,
              "A network share object was checked to see whether client can be granted desired access."),
          by)
      .Text("ShareName", fmt::format("\\\\*\\{}", share))
      .Text("ShareLocalPath", fmt::format("\\??\\D:\\Shares\\{}", share))
      .Text("RelativeTargetName", file)
      .Text("ObjectType", "File")
      .Text("IpAddress", by.origin.ip)
      .Text("IpPort", std::to_string(49152 + by.id % 16000))
      .Text("AccessMask", write ? "0x12019f" : "0x120089")
      .Text("AccessList", write ? "%%1538 %%4416 %%4417" : "%%1538 %%4416");
}

}  // namespace harrier::ingest::demo
