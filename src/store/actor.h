#pragma once

#include <string>

namespace harrier::store {

/// Who changes something, as the journal remembers it.
struct Actor {
  std::string id;  // the principal's object id, a guid; or "system"
  std::string name;
  std::string email;
  std::string address;  // the client's
  std::string surface;  // "arm", "page", "schedule"…

  friend bool operator==(const Actor&, const Actor&) = default;
};

}  // namespace harrier::store
