#pragma once

#include <cstdint>

#include "runtime/column.h"

namespace harrier::runtime {

/// True if rows 0..rows-1 of the column are all valid.
inline bool AllValid(const ColumnView& column, size_t rows) {
  if (column.validity == nullptr) return true;
  for (size_t i = 0; i < rows / 64; ++i) {
    if (column.validity[i] != ~uint64_t{0}) return false;
  }
  const uint64_t rest = (uint64_t{1} << (rows % 64)) - 1;
  return rows % 64 == 0 || (column.validity[rows / 64] & rest) == rest;
}

}  // namespace harrier::runtime
