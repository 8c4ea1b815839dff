#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::store {

class Database;

/// A login of the page. Tokens are kept as hashes only.
struct Session {
  std::string token_hash;
  std::string principal;  // object id
  std::string csrf_hash;
  int64_t created = 0;  // ticks
  int64_t expires = 0;
  int64_t last_seen = 0;
};

/// The logins of all principals. Each call is a transaction of its own.
class Sessions {
 public:
  explicit Sessions(Database& database) : database_(database) {}

  /// kConflict if there is one with this token.
  Status Add(const Session& session);
  /// Expired ones too: the caller knows the time.
  Result<std::optional<Session>> Find(std::string_view token_hash);
  /// Notes that it was used, and until when it now lives. False: there is none.
  Result<bool> Touch(std::string_view token_hash, int64_t last_seen, int64_t expires);
  /// False: there was none.
  Result<bool> Delete(std::string_view token_hash);
  /// How many there were.
  Result<int64_t> DeleteOf(std::string_view principal);
  /// Removes those that had expired by `now`; how many there were.
  Result<int64_t> DeleteExpired(int64_t now);

 private:
  Database& database_;
};

}  // namespace harrier::store
