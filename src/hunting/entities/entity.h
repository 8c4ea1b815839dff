#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "hunting/entities/entity_type.h"

namespace harrier::hunting {

/// A thing that evidence is about: its type and what is known of it. Identifiers that stand for another
/// entity (a process's Host) hold that one's key, or its name.
struct Entity {
  const EntityType* type = nullptr;
  std::map<std::string, std::string, std::less<>> identifiers;

  std::string_view Find(std::string_view identifier) const;
  /// What to call it: "CORP\alice", "WS01.corp.example", "10.0.0.1".
  std::string label() const;
};

/// Makes an entity, its identifiers spelled as the type does and its helpers split: an account's FullName
/// DOM\user or user@suffix, a host's FullName host.domain. Empty values count as absent. kInvalid for an
/// unknown type or identifier, or if nothing is left.
Result<Entity> MakeEntity(std::string_view type,
                          const std::vector<std::pair<std::string, std::string>>& identifiers);

/// Something that names an entity strongly: equal keys are one entity.
struct EntityKey {
  std::string text;    // canonical, lower case: "account name=alice upnsuffix=corp.example"
  std::string reason;  // for people: "Name alice, UPNSuffix corp.example"
};
/// The strong keys that the entity has; none: it is weak, and stays apart even from its equals.
std::vector<EntityKey> StrongKeys(const Entity& entity);

/// Why the entity says nothing and is dropped: an account known by a generic name alone.
std::optional<std::string> ReasonToDrop(const Entity& entity);

}  // namespace harrier::hunting
