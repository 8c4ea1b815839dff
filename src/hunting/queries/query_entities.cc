#include "hunting/queries/query_entities.h"

namespace harrier::hunting {

std::vector<ColumnMapping> MappingsFor(const HuntingQuery& query, std::span<const std::string> columns) {
  if (!query.mappings.empty()) return query.mappings;
  if (!query.content_mappings.empty()) return query.content_mappings;
  return MappingsOfColumns(columns);
}

RowEntities EntitiesOfRow(const HuntingQuery& query, std::span<const std::string> columns,
                          const json::array& row) {
  return EntitiesOfRow(MappingsFor(query, columns), columns, row);
}

}  // namespace harrier::hunting
