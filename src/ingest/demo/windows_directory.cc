#include <fmt/format.h>

#include "ingest/demo/text.h"
#include "ingest/demo/windows_security.h"

namespace harrier::ingest::demo {

void WindowsSecurity::TicketGranted(int64_t time, const Account& account, std::string_view client_ip,
                                    std::string_view status) {
  if (off()) return;
  const bool ok = status == "0x0";
  Row(time, ok ? 4768 : 4771, 14339,
      ok ? "A Kerberos authentication ticket (TGT) was requested." : "Kerberos pre-authentication failed.",
      ok)
      .Text("Account", account.Full())
      .Text("AccountType", account.is_machine ? "Machine" : "User")
      .Text("TargetUserName", account.name)
      .Text("TargetDomainName", world_.ad_domain)
      .Text("TargetAccount", account.Full())
      .Text("TargetSid", account.sid)
      .Text("ServiceName", "krbtgt")
      .Text("IpAddress", fmt::format("::ffff:{}", client_ip))
      .Text("IpPort", std::to_string(random_.Between(49152, 65535)))
      .Text("Status", status)
      .Text("EventData", EventDataXml({{"TargetUserName", account.name},
                                       {"TargetDomainName", world_.ad_domain},
                                       {"TargetSid", account.sid},
                                       {"ServiceName", "krbtgt"},
                                       {"TicketOptions", "0x40810010"},
                                       {"Status", std::string(status)},
                                       {"TicketEncryptionType", "0x12"},
                                       {"PreAuthType", "2"},
                                       {"IpAddress", fmt::format("::ffff:{}", client_ip)}}));
}

void WindowsSecurity::ServiceTicket(int64_t time, const Account& account, const Account& service,
                                    std::string_view client_ip, std::string_view encryption) {
  if (off()) return;
  const std::string target = account.name + "@" + world_.ad_domain;
  Row(time, 4769, 14337, "A Kerberos service ticket was requested.")
      .Text("Account", account.Full())
      .Text("AccountType", account.is_machine ? "Machine" : "User")
      .Text("TargetUserName", target)
      .Text("TargetDomainName", world_.ad_domain)
      .Text("TargetAccount", fmt::format("{}\\{}", world_.ad_domain, target))
      .Text("ServiceName", service.name)
      .Text("IpAddress", fmt::format("::ffff:{}", client_ip))
      .Text("IpPort", std::to_string(random_.Between(49152, 65535)))
      .Text("Status", "0x0")
      .Text("EventData", EventDataXml({{"TargetUserName", target},
                                       {"TargetDomainName", world_.ad_domain},
                                       {"ServiceName", service.name},
                                       {"ServiceSid", service.sid},
                                       {"TicketOptions", "0x40810000"},
                                       {"TicketEncryptionType", std::string(encryption)},
                                       {"IpAddress", fmt::format("::ffff:{}", client_ip)},
                                       {"Status", "0x0"}}));
}

void WindowsSecurity::NtlmValidated(int64_t time, const Account& account, std::string_view workstation,
                                    std::string_view status) {
  if (off()) return;
  Row(time, 4776, 14336, "The computer attempted to validate the credentials for an account.",
      status == "0x0")
      .Text("Account", account.Full())
      .Text("AccountType", account.is_machine ? "Machine" : "User")
      .Text("TargetUserName", account.name)
      .Text("TargetAccount", account.name)
      .Text("PackageName", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0")
      .Text("Workstation", workstation)
      .Text("Status", status);
}

void WindowsSecurity::SystemEvent(int64_t time, std::string_view source, int event, int level,
                                  std::string_view message, std::string_view event_data) {
  if (off()) return;
  logs_.Begin(LogTable::kEvent, time)
      .Text("Computer", host_.fqdn)
      .Text("Source", source)
      .Text("EventLog", "System")
      .Int("EventID", event)
      .Int("EventLevel", level)
      .Text("EventLevelName", level == 2   ? "Error"
                              : level == 3 ? "Warning"
                                           : "Information")
      .Text("UserName", "NT AUTHORITY\\SYSTEM")
      .Text("RenderedDescription", message)
      .Text("EventData", event_data);
}

}  // namespace harrier::ingest::demo
