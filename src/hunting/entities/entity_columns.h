#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::hunting {

/// Which column of a result holds which identifier of an entity.
struct ColumnIdentifier {
  std::string identifier;
  std::string column;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("identifier", self.identifier, {.required = true});
    a("columnName", self.column, {.required = true});
  }
  friend bool operator==(const ColumnIdentifier&, const ColumnIdentifier&) = default;
};
struct ColumnMapping {
  std::string entity_type;
  std::vector<ColumnIdentifier> identifiers;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("entityType", self.entity_type, {.required = true});
    a("fieldMappings", self.identifiers, {.required = true});
  }
  friend bool operator==(const ColumnMapping&, const ColumnMapping&) = default;
};

/// The mappings that a hunting query's own columns state: Host_0_HostName and the like, or else the older
/// AccountCustomEntity, HostCustomEntity, IPCustomEntity, URLCustomEntity and FileHashCustomEntity.
std::vector<ColumnMapping> MappingsOfColumns(std::span<const std::string> columns);

}  // namespace harrier::hunting
