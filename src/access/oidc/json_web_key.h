#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier::access::oidc {

/// The algorithms (RFC 7518) by which tokens may be signed. There is none without a key pair.
enum class Algorithm : uint8_t { kRs256, kPs256, kEs256 };

std::optional<Algorithm> AlgorithmOf(std::string_view name);

/// A public key (RFC 7517): RSA of 2048 to 8192 bits, or of the curve P-256. Safe for use by several threads.
class JsonWebKey {
 public:
  /// Nullopt for every other kind of key, and for one that says it is not for signatures.
  static std::optional<JsonWebKey> Of(std::string_view json);

  const std::string& id() const { return id_; }
  /// Whether its kind is the algorithm's, and the key was not published for another one.
  bool Fits(Algorithm algorithm) const;
  /// `signature` as bytes, in the form of JWS (RFC 7515). False for an algorithm that does not fit.
  bool Verifies(Algorithm algorithm, std::string_view text, std::string_view signature) const;

 private:
  struct Native;
  std::shared_ptr<const Native> native_;
  bool is_rsa_ = false;
  std::string id_;
  std::optional<Algorithm> only_;
};

/// The keys of a set that are of use; others are left out. kInvalid if the text is no set of keys.
Result<std::vector<JsonWebKey>> ReadKeySet(std::string_view json);

}  // namespace harrier::access::oidc
