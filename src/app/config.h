#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/oidc/settings.h"
#include "base/error.h"

namespace harrier::app {

/// The server's settings: a YAML file, over which `--set name=value` goes. Names are those of kSettings in
/// config.cc; an unknown one is refused.
struct Config {
  std::string http;       // empty: the usual address, unless somebody can log in
  std::string http_role;  // of whoever comes there; empty: Contributor, or Reader if somebody can log in
  std::string https;      // empty: the usual address, if somebody can log in
  std::vector<std::string> names;  // of this machine, in certificates and requests, beside those of loopback
  std::string postgresql;          // where the hunting objects are; empty: in a file of the data directory
  std::string database = "harrier";
  std::vector<std::string> aliases;  // further names of the database
  uint32_t threads = 0;              // 0: one a core
  uint64_t memory_bytes = 0;         // 0: half of the machine's
  uint64_t process_bytes = 0;        // of memory for all; 0: a quarter and 512 MB more than the engine has
  uint32_t slots = 0;                // heavy queries at once; 0: one a core
  int64_t timeout_ticks = 0;         // 0: four minutes
  uint64_t max_rows = 500'000;
  uint64_t max_bytes = uint64_t{64} << 20;    // of a result
  uint64_t cache_bytes = uint64_t{64} << 20;  // for results of earlier queries; 0: none
  std::string external_folder;                // whose files externaldata may read; empty: none
  std::vector<std::string> outbound_hosts;    // that may be asked for what queries read from outside
  std::string outbound_ca;                    // certificates (PEM) to trust there; empty: the system's
  std::vector<std::string> geo_databases;     // .mmdb files for geo_info_from_ip_address(), the best first
  access::oidc::Settings oidc;                // without an issuer: nobody logs in elsewhere
  std::string oidc_secret;                    // where the client's secret is: "file:PATH" or "env:NAME"
};

/// Reads `path` (empty: none), then applies the settings "a.b=c".
Result<Config> LoadConfig(const std::string& path, const std::vector<std::string>& settings);

/// "host:port", "port" alone, or "[::1]:port".
Result<std::pair<std::string, uint16_t>> ParseAddress(std::string_view text);

/// "8GB", "512 MiB", "1000000": bytes. Units count by 1,024.
Result<uint64_t> ParseBytes(std::string_view text);

}  // namespace harrier::app
