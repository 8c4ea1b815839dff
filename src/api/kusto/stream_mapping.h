#pragma once

#include <string_view>

#include "api/kusto/mappings.h"
#include "ingest/column_mapping.h"

namespace harrier::api::kusto {

/// A table's mapping by its name, of the kind that goes with a stream format; kInvalid if there is none.
Result<ingest::ColumnMapping> FindMapping(const Mappings& mappings, std::string_view table,
                                          std::string_view format, std::string_view name);

}  // namespace harrier::api::kusto
