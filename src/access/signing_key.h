#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::access {

/// The RSA key of the tenant, with which its tokens are signed (RS256). Safe for use by several threads.
class SigningKey {
 public:
  static Result<SigningKey> Make();
  static Result<SigningKey> FromPem(std::string_view pem);

  Result<std::string> ToPem() const;
  /// As tokens name it; made from the public part.
  const std::string& id() const { return id_; }
  /// The public part as a JSON Web Key (RFC 7517).
  const std::string& jwk() const { return jwk_; }

  Result<std::string> Sign(std::string_view text) const;
  bool Verifies(std::string_view text, std::string_view signature) const;

 private:
  struct Native;
  static Result<SigningKey> Of(std::shared_ptr<Native> native);
  std::shared_ptr<Native> native_;
  std::string id_;
  std::string jwk_;
};

}  // namespace harrier::access
