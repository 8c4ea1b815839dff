#include "hunting/entities/entity_columns.h"

#include <algorithm>
#include <map>

#include "hunting/entities/entity_type.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

struct LegacyColumn {
  std::string_view column;
  std::string_view type;
  std::string_view identifier;
};

constexpr LegacyColumn kLegacy[] = {
    {"AccountCustomEntity", "Account", "FullName"},
    {"HostCustomEntity", "Host", "FullName"},
    {"IPCustomEntity", "IP", "Address"},
    {"URLCustomEntity", "URL", "Url"},
    {"FileHashCustomEntity", "FileHash", "Value"},
};

}  // namespace

std::vector<ColumnMapping> MappingsOfColumns(std::span<const std::string> columns) {
  std::vector<ColumnMapping> mappings;
  std::map<std::string, size_t> place;  // by "Type_N"
  for (const std::string& column : columns) {
    const size_t first = column.find('_');
    const size_t second = first == std::string::npos ? first : column.find('_', first + 1);
    if (second == std::string::npos) continue;
    const std::string_view number = std::string_view(column).substr(first + 1, second - first - 1);
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    const EntityType* const type = digits ? FindEntityType(column.substr(0, first)) : nullptr;
    if (type == nullptr) continue;
    const std::string_view identifier = FindIdentifier(*type, std::string_view(column).substr(second + 1));
    if (identifier.empty()) continue;
    const auto [found, is_new] =
        place.try_emplace(std::string(type->name) + "_" + std::string(number), mappings.size());
    if (is_new) mappings.push_back({std::string(type->name), {}});
    mappings[found->second].identifiers.push_back({std::string(identifier), column});
  }
  if (!mappings.empty()) return mappings;
  for (const std::string& column : columns) {
    for (const LegacyColumn& legacy : kLegacy) {
      if (SameName(legacy.column, column))
        mappings.push_back({std::string(legacy.type), {{std::string(legacy.identifier), column}}});
    }
  }
  return mappings;
}

}  // namespace harrier::hunting
