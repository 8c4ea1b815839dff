#pragma once

#include <cstdint>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// One lookup at a DNS server (table DnsEvents). `result` is what the server answered with, "0" being
/// success.
struct DnsQuery {
  std::string_view server;  // fqdn
  std::string_view client_ip;
  std::string_view name;
  std::string_view type = "A";
  std::string_view addresses;
  int result = 0;
};
void WriteDns(Logs& logs, int64_t time, const DnsQuery& query);

/// One session through the firewall (table CommonSecurityLog, CEF).
struct FirewallSession {
  std::string_view source_ip;
  std::string_view source_host;
  std::string_view user;
  std::string_view destination_ip;
  std::string_view destination_host;
  int port = 443;
  std::string_view protocol = "tcp";
  std::string_view application = "ssl";
  std::string_view action = "allow";
  std::string_view from_zone = "trust";
  std::string_view to_zone = "untrust";
  std::string_view translated_ip;
  int64_t sent = 0;
  int64_t received = 0;
  int seconds = 1;
  int site = 0;
};
void WriteFirewall(Logs& logs, Random& random, int64_t time, const FirewallSession& session);

/// An intrusion signature that fired on the firewall.
void WriteThreat(Logs& logs, Random& random, int64_t time, const FirewallSession& session,
                 std::string_view signature, std::string_view severity);

/// One request through the web proxy (table CommonSecurityLog, CEF).
struct WebRequest {
  std::string_view source_ip;
  std::string_view source_host;
  std::string_view user;
  std::string_view host;
  std::string_view destination_ip;
  std::string_view path = "/";
  std::string_view method = "GET";
  std::string_view agent;
  std::string_view category = "Business";
  std::string_view action = "Allowed";
  int status = 200;
  int64_t sent = 0;
  int64_t received = 0;
};
void WriteProxy(Logs& logs, Random& random, int64_t time, const WebRequest& request);

}  // namespace harrier::ingest::demo
