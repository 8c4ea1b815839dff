#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/network_logs.h"

namespace harrier::ingest::demo {
namespace {

LogRows& PaloAltoRow(Logs& logs, Random& random, int64_t time, const FirewallSession& s,
                     std::string_view activity, std::string_view class_id, std::string_view severity) {
  const std::string_view device = s.site == 0 ? "KW-FW01" : "KW-FW02";
  return logs.Begin(LogTable::kCommonSecurityLog, time)
      .Text("DeviceVendor", "Palo Alto Networks")
      .Text("DeviceProduct", "PAN-OS")
      .Text("DeviceVersion", "11.1.4")
      .Text("DeviceEventClassID", class_id)
      .Text("Activity", activity)
      .Text("LogSeverity", severity)
      .Text("DeviceAction", s.action)
      .Text("SimplifiedDeviceAction", s.action == "allow" ? "Accept" : "Deny")
      .Text("ApplicationProtocol", s.application)
      .Text("Protocol", s.protocol)
      .Text("SourceIP", s.source_ip)
      .Int("SourcePort", static_cast<int32_t>(random.Between(1024, 65535)))
      .Text("SourceHostName", s.source_host)
      .Text("SourceUserName", s.user)
      .Text("SourceTranslatedAddress", s.translated_ip)
      .Text("DestinationIP", s.destination_ip)
      .Int("DestinationPort", s.port)
      .Text("DestinationHostName", s.destination_host)
      .Text("DeviceInboundInterface", s.from_zone == "trust" ? "ethernet1/2" : "ethernet1/1")
      .Text("DeviceOutboundInterface", s.to_zone == "untrust" ? "ethernet1/1" : "ethernet1/2")
      .Text("CommunicationDirection", s.to_zone == "untrust"     ? "Outbound"
                                      : s.from_zone == "untrust" ? "Inbound"
                                                                 : "Internal")
      .Text("DeviceCustomString1", s.action == "allow" ? "allow-outbound" : "default-deny")
      .Text("DeviceCustomString1Label", "Rule")
      .Text("DeviceCustomString4", s.from_zone)
      .Text("DeviceCustomString4Label", "Source Zone")
      .Text("DeviceCustomString5", s.to_zone)
      .Text("DeviceCustomString5Label", "Destination Zone")
      .Text("DeviceName", device)
      .Text("Computer", device)
      .Text("DeviceExternalID", s.site == 0 ? "012801096514" : "012801096515")
      .Int("EventCount", 1);
}

}  // namespace

void WriteFirewall(Logs& logs, Random& random, int64_t time, const FirewallSession& s) {
  PaloAltoRow(logs, random, time, s, "TRAFFIC", s.action == "allow" ? "end" : "drop", "1")
      .Long("SentBytes", s.sent)
      .Long("ReceivedBytes", s.received)
      .Time("StartTime", time - Seconds(s.seconds))
      .Time("EndTime", time)
      .Text("Reason", s.action == "allow" ? "tcp-fin" : "policy-deny");
}

void WriteThreat(Logs& logs, Random& random, int64_t time, const FirewallSession& s,
                 std::string_view signature, std::string_view severity) {
  PaloAltoRow(logs, random, time, s, "THREAT", "vulnerability", severity)
      .Text("DeviceCustomString2", "code-execution")
      .Text("DeviceCustomString2Label", "Threat Category")
      .Text("DeviceEventCategory", "vulnerability")
      .Text("Message", signature);
}

void WriteProxy(Logs& logs, Random& random, int64_t time, const WebRequest& r) {
  logs.Begin(LogTable::kCommonSecurityLog, time)
      .Text("DeviceVendor", "Zscaler")
      .Text("DeviceProduct", "NSSWeblog")
      .Text("DeviceVersion", "5.7")
      .Text("DeviceEventClassID", r.action)
      .Text("Activity", r.action)
      .Text("LogSeverity", "3")
      .Text("DeviceAction", r.action)
      .Text("SimplifiedDeviceAction", r.action == "Allowed" ? "Accept" : "Deny")
      .Text("ApplicationProtocol", "HTTPS")
      .Text("SourceIP", r.source_ip)
      .Int("SourcePort", static_cast<int32_t>(random.Between(1024, 65535)))
      .Text("SourceHostName", r.source_host)
      .Text("SourceUserName", r.user)
      .Text("DestinationIP", r.destination_ip)
      .Int("DestinationPort", 443)
      .Text("DestinationHostName", r.host)
      .Text("RequestURL", fmt::format("{}{}", r.host, r.path))
      .Text("RequestMethod", r.method)
      .Text("RequestClientApplication", r.agent)
      .Text("EventOutcome", std::to_string(r.status))
      .Long("SentBytes", r.sent)
      .Long("ReceivedBytes", r.received)
      .Text("DeviceEventCategory", r.category)
      .Text("DeviceCustomString2", r.category)
      .Text("DeviceCustomString2Label", "urlcat")
      .Text("Computer", "kw-nss01")
      .Text("DeviceName", "kw-nss01");
}

}  // namespace harrier::ingest::demo
