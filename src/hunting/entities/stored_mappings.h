#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "hunting/entities/entity_columns.h"

namespace harrier::hunting {

/// How many mappings a query may have, and identifiers each of them (Sentinel docs, map data fields to
/// entities).
inline constexpr size_t kMostMappings = 10;
inline constexpr size_t kMostIdentifiers = 3;

/// Mappings as they are kept: types and identifiers are known ones, spelled as the type does, and each
/// mapping has one that can tell an entity from another (Sentinel docs, entities-reference). kInvalid names
/// the place: "properties.entityMappings[0]: …".
Result<std::vector<ColumnMapping>> AcceptMappings(std::vector<ColumnMapping> mappings,
                                                  std::string_view place);

/// kInvalid if a mapped column is not among these.
Status CheckColumns(std::span<const ColumnMapping> mappings, std::span<const std::string> columns,
                    std::string_view place);

/// Reads "Host: FullName=DeviceName; IP: Address=ClientIP", as the hunts of content/ have it.
Result<std::vector<ColumnMapping>> ParseMappings(std::string_view text);

}  // namespace harrier::hunting
