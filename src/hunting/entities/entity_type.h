#pragma once

#include <span>
#include <string_view>

namespace harrier::hunting {

/// Identifiers that name one thing together, as long as a condition of the type holds.
struct StrongKey {
  std::span<const std::string_view> identifiers;
};

/// A type of entity: the identifiers that queries may map to it, and which of them are strong (Sentinel docs,
/// entities-reference).
struct EntityType {
  std::string_view name;
  std::span<const std::string_view> identifiers;
  std::span<const StrongKey> strong;
  bool mappable = true;  // not: of alerts only
};

std::span<const EntityType> EntityTypes();
/// By name, without case; "FileHash" may also be "filehash", "file-hash" and the like. Null if there is none.
const EntityType* FindEntityType(std::string_view name);
/// The identifier as the type spells it; empty if the type has none of that name.
std::string_view FindIdentifier(const EntityType& type, std::string_view name);

}  // namespace harrier::hunting
