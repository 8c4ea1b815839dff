#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// One line of a Unix log (table Syslog).
void WriteSyslog(Logs& logs, int64_t time, const Host& host, std::string_view facility,
                 std::string_view severity, std::string_view process, int pid, std::string_view message);
void WriteHeartbeat(Logs& logs, int64_t time, const Host& host);
/// What the directory knows of an account; `person` adds what only people have.
void WriteIdentity(Logs& logs, const World& world, int64_t time, const Account& account, const Person* person,
                   int64_t created);

/// An alert of some product.
struct Alert {
  std::string_view name, description, severity = "Low", provider = "MDATP",
                                      product = "Microsoft Defender for Endpoint";
  std::string_view tactics, techniques, compromised, status = "New";
  std::string entities;  // JSON array
};
void WriteAlert(Logs& logs, Random& random, int64_t time, const Alert& alert);

/// An indicator of a threat feed: kind is "ipv4-addr", "domain-name" or "file".
void WriteIndicator(Logs& logs, Random& random, int64_t time, std::string_view kind, std::string_view value,
                    int confidence, std::string_view description);

}  // namespace harrier::ingest::demo
