#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "engine/duckdb/storage_prune.h"
#include "runtime/batch.h"

namespace harrier::engine::duckdb {

/// One column of a batch on its way into a file: rows, or one value for all of them.
struct FilledColumn {
  std::string name;
  Type type = Type::kString;
  const runtime::ColumnBuilder* rows = nullptr;
  Value constant{};
};

/// A batch with what storage itself puts in; views into it, so it must not outlive it.
struct FilledBatch {
  std::vector<FilledColumn> columns;
  size_t rows = 0;
  /// The TimeGenerated of the rows, if they have one.
  std::optional<TimeRange> times;
  /// Columns made here; they stay where they are.
  std::deque<runtime::ColumnBuilder> made{};
};

/// Gives the columns Type (the table's name), _TimeReceived (`now`) and TimeGenerated (Timestamp, which it
/// fills in turn, or else `now`) their values where the batch has none, as Azure Monitor does at ingestion.
/// Columns without any value are left out. kInvalid if the batch does not fit the table.
Result<FilledBatch> FillDefaults(const catalog::Table& table, const runtime::Batch& batch, int64_t now);

using catalog::kOverflowColumn;

}  // namespace harrier::engine::duckdb
