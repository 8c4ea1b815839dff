#pragma once

#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// What the MakeSeries node needs beyond SQL:
///   engine_series(bin long, value dynamic, default dynamic, count long) → dynamic: an aggregate that lays
///   the values of
///     one row a bin into an array of `count` elements;
///   engine_series_axis_datetime|timespan|long|real(from, step, count) → dynamic: from, from + step, …
void AddSeriesKernels(runtime::KernelRegistry& registry);

}  // namespace harrier::engine::duckdb
