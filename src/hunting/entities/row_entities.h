#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hunting/entities/entity.h"
#include "hunting/entities/entity_columns.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {

/// An entity that a mapping finds in a row.
struct RowEntity {
  size_t mapping = 0;  // its place among the mappings
  Entity entity;
  /// Identifiers with their values, as the mapping and the row spell them.
  std::vector<std::pair<std::string, std::string>> values;
};

/// A mapping that finds no entity in a row, or not all of them.
struct DroppedMapping {
  size_t mapping = 0;
  std::string reason;  // for people: "column 'User' is empty"
};

struct RowEntities {
  std::vector<RowEntity> entities;
  std::vector<DroppedMapping> dropped;
};

/// Elements of one cell that become entities; further ones are told as dropped.
inline constexpr size_t kMostOfCell = 100;

/// The entities of a row: `row` holds a cell for each column. An array of plain values makes an entity of
/// each of them; arrays of one length belong together, element by element.
RowEntities EntitiesOfRow(std::span<const ColumnMapping> mappings, std::span<const std::string> columns,
                          const json::array& row);

/// "Account of UserName, Domain": a mapping as people are told of it.
std::string MappingText(const ColumnMapping& mapping);

}  // namespace harrier::hunting
