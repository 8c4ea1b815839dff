#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier {

struct OutboundOptions {
  /// Who may be asked: "example.org", "*.example.org" (whatever is below it), either with ":8443" for another
  /// port than the scheme's own. Empty: nobody.
  std::vector<std::string> hosts{};
  /// Certificates (PEM) to trust instead of the system's; empty: the system's.
  std::string ca_file{};
};

/// What one request may take.
struct OutboundLimits {
  uint64_t bytes = uint64_t{512} << 20;
  int64_t timeout_ns = 60'000'000'000;
  std::stop_token stop{};
};

/// One request whose answer is wanted as it is, redirects and refusals too.
struct OutboundRequest {
  std::string url;
  std::vector<std::string> headers{};  // "Name: value"
  std::string form{};                  // sent by POST, if there is one; else this is a GET
};

struct OutboundAnswer {
  int status = 0;
  std::string body;
};

/// The only way to the network outside: http and https, from hosts that the configuration names. Safe for use
/// by several threads at once.
class Outbound {
 public:
  explicit Outbound(OutboundOptions options) : options_(std::move(options)) {}

  /// Whether the address is well formed, and its host one of ours.
  bool Allows(std::string_view url) const;
  /// Reads what lies there into a new file. Goes where the answer sends it, if that host is allowed too.
  /// kForbidden for a host that is not; kIo for one that does not answer or answers with an error.
  Status Fetch(const std::string& url, const std::string& path, const OutboundLimits& limits) const;
  /// Goes nowhere else than asked. kForbidden for a host that is not allowed, kTimeout and kIo for one that
  /// does not answer, kLimit for an answer that is too long.
  Result<OutboundAnswer> Ask(const OutboundRequest& request, const OutboundLimits& limits) const;

 private:
  OutboundOptions options_;
};

}  // namespace harrier
