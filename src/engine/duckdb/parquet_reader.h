#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "runtime/column.h"

namespace harrier::engine::duckdb {

/// A column of a Parquet file as a KQL type: integers → long, floats and decimals → real, timestamps and
/// dates → datetime, UUID → guid, times → timespan, lists, structs and maps → dynamic, all else → string.
struct ParquetColumn {
  std::string name;
  Type type = Type::kString;
};

/// Some rows of a file, a view for each column.
using ParquetRows = std::function<Status(size_t rows, const std::vector<runtime::ColumnView>& columns)>;

/// Reads one Parquet file, and only that: `columns` is called first with what it holds. kInvalid if it is
/// none.
Status ReadParquetFile(const std::string& path,
                       const std::function<void(const std::vector<ParquetColumn>&)>& columns,
                       const ParquetRows& rows);

}  // namespace harrier::engine::duckdb
