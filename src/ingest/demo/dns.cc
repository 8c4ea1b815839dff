#include "ingest/demo/network_logs.h"

namespace harrier::ingest::demo {

void WriteDns(Logs& logs, int64_t time, const DnsQuery& query) {
  logs.Begin(LogTable::kDnsEvents, time)
      .Text("Computer", query.server)
      .Int("EventId", query.result == 0 ? 257 : 258)
      .Text("SubType", "LookupQuery")
      .Text("ClientIP", query.client_ip)
      .Text("Name", query.name)
      .Text("QueryType", query.type)
      .Text("IPAddresses", query.addresses)
      .Int("ResultCode", query.result)
      .Text("Result", query.result == 0   ? "Success"
                      : query.result == 3 ? "NXDOMAIN"
                                          : "SERVFAIL")
      .Text("TaskCategory", "LOOK_UP")
      .Int("Severity", 0);
}

}  // namespace harrier::ingest::demo
