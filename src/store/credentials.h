#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier::store {

class Database;

/// A secret of a principal, hashed. It is in no object and in no journal.
struct Credential {
  std::string principal;  // object id
  std::string id;         // a guid
  std::string kind;       // "password", "client-secret", "workspace-key"
  std::string hash;
  int64_t created = 0;             // ticks
  std::optional<int64_t> expires;  // ticks
};

/// The credentials of all principals. Each call is a transaction of its own.
class Credentials {
 public:
  explicit Credentials(Database& database) : database_(database) {}

  /// Adds it, or replaces the one with the same id.
  Status Put(const Credential& credential);
  /// Oldest first; of all kinds if `kind` is empty. Expired ones too.
  Result<std::vector<Credential>> List(std::string_view principal, std::string_view kind = {});
  /// False: there was none.
  Result<bool> Delete(std::string_view id);
  /// How many there were.
  Result<int64_t> DeleteOf(std::string_view principal);

 private:
  Database& database_;
};

}  // namespace harrier::store
