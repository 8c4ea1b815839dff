#pragma once

#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// The array-making aggregates of plan::AggOp, which DuckDB's own list() and string_agg() do at several times
/// the cost:
///   engine_list(value dynamic, limit long) → dynamic: the first `limit` values that are not null, as an
///   array; engine_set(value dynamic, limit long) → dynamic: likewise, each value once.
void AddListKernels(runtime::KernelRegistry& registry);

}  // namespace harrier::engine::duckdb
