#pragma once

#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// The array-making aggregates of plan::AggOp; by way of DuckDB's list() a list with a limit costs three
/// times as much:
///   engine_list(value dynamic, limit long) → dynamic: the first `limit` values that are not null, as an
///   array; engine_set(value dynamic, limit long) → dynamic: likewise, each value once;
///   engine_list_text, engine_set_text (value string, limit long) → dynamic: the same of texts.
void AddListKernels(runtime::KernelRegistry& registry);

}  // namespace harrier::engine::duckdb
