#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/certificate.h"
#include "access/signing_key.h"
#include "base/error.h"

namespace harrier::access {

/// The keys of a data directory, kept in DIR/keys, which only its owner may read.
class Keyring {
 public:
  /// Makes what is missing, and a new server certificate when the old one nears its end or lacks one of
  /// `names`. `now` is in seconds since 1970.
  static Result<Keyring> Open(const std::string& directory, const std::vector<std::string>& names,
                              int64_t now);

  const SigningKey& signing() const { return *signing_; }
  const Certificate& authority() const { return authority_; }
  const Certificate& server() const { return server_; }
  /// For secrets that must be read again; 32 bytes.
  const std::string& seal() const { return seal_; }
  /// The server's certificate, followed by the authority's.
  std::string chain() const { return server_.certificate + authority_.certificate; }
  /// Where clients find the authority's certificate.
  const std::string& authority_path() const { return authority_path_; }

 private:
  std::shared_ptr<const SigningKey> signing_;
  Certificate authority_;
  Certificate server_;
  std::string seal_;
  std::string authority_path_;
};

}  // namespace harrier::access
