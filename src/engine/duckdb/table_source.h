#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "plan/node.h"

namespace harrier::engine::duckdb {

/// What a Scan reads, as SQL.
struct Relation {
  /// A SELECT in parentheses, to stand after FROM; the scan's columns are named c<id>. Without columns it
  /// still has the table's rows (SELECT 1 AS unit …).
  std::string sql;
  /// Keeps what the text names (attached files) in place until the query has ended.
  std::shared_ptr<const void> hold;
};

/// Where the dialect finds stored tables. Safe for use by several threads at once.
class TableSource {
 public:
  virtual ~TableSource() = default;
  /// The rows of scan.table that may satisfy scan.filter: the filter serves to leave out files and row
  /// groups; the caller applies it again. `columns` are the scan's output: columns[i] stands for
  /// scan.source[i], of columns[i].type. String columns must come without nulls; a column that a file lacks
  /// is null ('' for strings), and one that it has stands bare, so that filters reach its zone maps.
  virtual Result<Relation> Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) = 0;
};

/// The SQL name of a plan column: "c12".
std::string ColumnName(plan::ColumnId id);

/// The DuckDB type that holds a KQL type: "BIGINT", "VARCHAR"…
std::string_view SqlType(Type type);

}  // namespace harrier::engine::duckdb
