#pragma once

#include <span>
#include <string>
#include <vector>

#include "hunting/entities/row_entities.h"
#include "hunting/queries/hunting_query.h"

namespace harrier::hunting {

/// The mappings that count for a query whose result has these columns: stored ones, else those that its
/// content brings, else those that its columns state (Type_N_Identifier, or else the older names).
std::vector<ColumnMapping> MappingsFor(const HuntingQuery& query, std::span<const std::string> columns);

/// The entities of one row of the query's result, by MappingsFor.
RowEntities EntitiesOfRow(const HuntingQuery& query, std::span<const std::string> columns,
                          const json::array& row);

}  // namespace harrier::hunting
