#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace harrier::access {

/// A certificate and its key, as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// A certificate authority of our own; times are in seconds since 1970. It holds for ten years.
Result<Certificate> MakeAuthority(const std::string& name, int64_t now);

/// A server's certificate, below `authority`, for localhost, 127.0.0.1, ::1 and `names` (host names and
/// addresses). It holds for 397 days, the most that browsers take.
Result<Certificate> MakeServerCertificate(const Certificate& authority, const std::vector<std::string>& names,
                                          int64_t now);

/// Whether a server's certificate is to be made anew: it is in its last 30 days, lacks one of `names`, or is
/// not of this authority.
bool NeedsRenewal(const std::string& certificate, const std::string& authority,
                  const std::vector<std::string>& names, int64_t now);

}  // namespace harrier::access
