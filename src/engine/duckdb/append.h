#pragma once

#include <string>

#include "engine/duckdb/connection.h"
#include "runtime/batch.h"

namespace harrier::engine::duckdb {

/// Where the values of one column of the target come from.
struct AppendColumn {
  Type type = Type::kString;
  /// Rows, or null: every row gets `constant` (of `type`).
  const runtime::ColumnBuilder* rows = nullptr;
  Value constant{};
};

/// Appends `rows` rows to a table, whose columns are given in its order, within the connection's transaction.
Status AppendRows(Connection& connection, const std::string& catalog, const std::string& table,
                  const std::vector<AppendColumn>& columns, size_t rows);

}  // namespace harrier::engine::duckdb
