#pragma once

#include <duckdb.h>

#include "base/error.h"
#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// Makes every kernel of the registry a DuckDB function `kql_<name>` of the connection's database; one that
/// prepares is there as `kql_late_<name>` too, for arguments that are subqueries. The registry must outlive
/// the database.
Status RegisterKernels(duckdb_connection connection, const runtime::KernelRegistry& registry);

/// Registers aggregate kernels; part of RegisterKernels.
Status RegisterAggregate(duckdb_connection connection, const runtime::AggregateKernel& kernel);

}  // namespace harrier::engine::duckdb
