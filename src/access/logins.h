#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

namespace harrier::access {

/// The page's logins. A token is the secret of a cookie; each has a second secret (CSRF) that requests which
/// change something repeat in a header, where no other site can put it. Safe for use by several threads.
class Logins {
 public:
  Logins(store::Store* store, const Clock* clock) : store_(store), clock_(clock) {}

  /// A new token for a principal.
  Result<std::string> Begin(std::string_view principal);
  /// The principal's object id; nullopt if the token is unknown, twelve hours old or was not used for two
  /// hours.
  Result<std::optional<std::string>> Find(std::string_view token);
  /// Names a login without its secret.
  static std::string ProofOf(std::string_view token);
  /// Whether the login that is named so goes on, of this principal.
  Result<bool> Holds(std::string_view principal, std::string_view proof);
  Status End(std::string_view token);
  /// What belongs to the token.
  static std::string CsrfOf(std::string_view token);

 private:
  store::Store* store_;
  const Clock* clock_;
};

}  // namespace harrier::access
