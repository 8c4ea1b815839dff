#pragma once

#include <duckdb.h>

#include "base/error.h"

namespace harrier::engine::duckdb {

/// Functions that remember the rows before: they must be computed over rows that come in order on one thread,
/// right above a streaming row number, which they check.
///   kql_engine_steps(program, number, first, inputs…): the matches of the row, packed; `program` is the
///   address
///     of a plan::StepProgram, `first` tells that a partition begins.
///   kql_engine_session_<long|real>(number, first, value, max_from_first, max_between, restart): where the
///   row's
///     session begins (Kusto docs, row_window_session).
Status RegisterSequenceFunctions(duckdb_connection connection);

}  // namespace harrier::engine::duckdb
