#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/records.h"

namespace harrier::ingest::demo {

/// Writes the Windows security log of one host (table SecurityEvent), and the few records of other logs that
/// belong to it (table Event). A host whose log is not collected writes nothing.
class WindowsSecurity {
 public:
  WindowsSecurity(const World& world, const Host& host, Logs& logs, Random random)
      : world_(world), host_(host), logs_(logs), random_(random) {}

  void LogonSuccess(const Logon& logon);  // 4624, and 4672 if elevated
  void LogonFailure(int64_t time, const Account& account, int type, const Origin& origin,
                    std::string_view sub_status);  // 4625
  void ExplicitCredentials(int64_t time, const Process& by, const Account& target,
                           std::string_view server);       // 4648
  void Logoff(int64_t time, const Logon& logon);           // 4634 or 4647
  void ProcessStart(const Process& process);               // 4688
  void ProcessExit(int64_t time, const Process& process);  // 4689
  void ServiceInstalled(int64_t time, const Logon& by, std::string_view name, std::string_view path,
                        std::string_view account);  // 4697, and System 7045
  void TaskCreated(int64_t time, const Logon& by, std::string_view name, std::string_view command,
                   std::string_view arguments);  // 4698
  /// 4720, 4722, 4724, 4725, 4726, 4738: something done to an account.
  void AccountChanged(int64_t time, int event, const Logon& by, const Account& target);
  /// 4728, 4732, 4756: a member added to a group.
  void GroupMemberAdded(int64_t time, int event, const Logon& by, const Account& member,
                        std::string_view group, std::string_view group_sid);
  void LogCleared(int64_t time, const Logon& by);  // 1102
  void ShareAccess(int64_t time, const Logon& by, std::string_view share, std::string_view file,
                   bool write);  // 5140, 5145
  void TicketGranted(int64_t time, const Account& account, std::string_view client_ip,
                     std::string_view status);  // 4768, 4771
  void ServiceTicket(int64_t time, const Account& account, const Account& service, std::string_view client_ip,
                     std::string_view encryption);  // 4769
  void NtlmValidated(int64_t time, const Account& account, std::string_view workstation,
                     std::string_view status);  // 4776
  void SystemEvent(int64_t time, std::string_view source, int event, int level, std::string_view message,
                   std::string_view event_data);  // table Event, log System

 private:
  LogRows& Row(int64_t time, int event, int task, std::string_view activity, bool success = true);
  LogRows& Subject(LogRows& row, const Logon& by);
  bool off() const { return !host_.security_log; }

  const World& world_;
  const Host& host_;
  Logs& logs_;
  Random random_;
  uint64_t record_ = 400'000;
};

std::string HexId(uint64_t id);
/// How the Windows log names a subject: SYSTEM acts under the machine's name.
const Account& SubjectAccount(const Account& account, const Host& host);

}  // namespace harrier::ingest::demo
