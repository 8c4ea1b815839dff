#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace harrier::engine::duckdb {

/// Writes rows into one Parquet file, which appears when Finish succeeds. datetime → TIMESTAMP in UTC, with
/// microseconds (the seventh digit is cut off), timespan → text, dynamic → JSON text, decimal →
/// DECIMAL(38,18), guid → UUID. A name that differs from an earlier one only in case gets a suffix, "_1".
class ParquetWriter {
 public:
  static Result<std::unique_ptr<ParquetWriter>> Create(const std::string& path,
                                                       const std::vector<plan::Column>& columns);
  virtual ~ParquetWriter() = default;
  virtual Status Write(const Chunk& chunk) = 0;
  virtual Status Finish() = 0;
};

}  // namespace harrier::engine::duckdb
