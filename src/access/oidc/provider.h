#pragma once

#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "access/oidc/attempt.h"
#include "access/oidc/id_token.h"
#include "access/oidc/json_web_key.h"
#include "access/oidc/metadata.h"
#include "access/oidc/settings.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/outbound.h"

namespace harrier::access::oidc {

/// Talks to the provider. What it says of itself and its keys are kept for an hour. It has ten seconds for an
/// answer, and eight callers at most wait for it at once, so that one that is slow holds up nothing else.
/// Errors: kForbidden for what it says, kIo, kTimeout and kBusy while it cannot be asked. Safe for use by
/// several threads.
class Provider {
 public:
  /// The clock must live longer.
  Provider(Settings settings, const Clock* clock);

  const Settings& settings() const { return settings_; }

  /// Where the browser is sent to log in.
  Result<std::string> Begin(const Attempt& attempt);
  /// Changes the code for an ID token and checks that. `issuer` is what came beside the code, if anything
  /// did.
  Result<IdToken> Finish(const Attempt& attempt, std::string_view code,
                         std::optional<std::string_view> issuer);

 private:
  Result<std::string> Ask(const OutboundRequest& request);
  Result<Metadata> Describe();
  /// `fresh`: asked for now, unless that was done within the last seconds.
  Result<std::vector<JsonWebKey>> Keys(const Metadata& metadata, bool fresh);
  Result<std::string> Exchange(const Metadata& metadata, const Attempt& attempt, std::string_view code);

  template <typename T>
  struct Kept {
    int64_t since = 0;  // ticks
    std::optional<T> value;
  };

  Settings settings_;
  Outbound outbound_;
  const Clock* clock_;
  std::counting_semaphore<8> asking_{8};
  std::mutex mutex_;
  Kept<Metadata> metadata_;
  Kept<std::vector<JsonWebKey>> keys_;
};

}  // namespace harrier::access::oidc
