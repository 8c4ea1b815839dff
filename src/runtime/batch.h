#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/column.h"

namespace harrier::runtime {

/// Rows of one table on their way into storage: named, typed columns of equal length. Columns that the table
/// has and the batch lacks are null (empty for strings).
struct Batch {
  std::string table;
  std::vector<std::pair<std::string, ColumnBuilder>> columns;

  size_t rows() const { return columns.empty() ? 0 : columns.front().second.size(); }
  size_t bytes() const {
    size_t n = 0;
    for (const auto& [name, column] : columns) n += column.bytes();
    return n;
  }
};

}  // namespace harrier::runtime
