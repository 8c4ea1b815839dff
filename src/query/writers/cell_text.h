#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "engine/engine.h"
#include "runtime/column.h"

namespace harrier::query {

/// 74be27de-1e4e-49d9-b579-fe0b331d3642.
void AppendGuid(std::string& out, const Guid& guid);

/// 1.5, -0.000000000000000001, 3: no zeros at the end of the fraction.
void AppendDecimal(std::string& out, int128 value);

/// Appends one cell as Kusto's JSON has it (Kusto docs, response, "How scalar types are represented"):
/// decimal, datetime, timespan and guid as strings, dynamic as nested JSON, null as null.
void AppendJsonCell(std::string& out, const runtime::ColumnView& column, size_t row);

/// Appends a chunk's row as a JSON array of cells.
void AppendJsonRow(std::string& out, const engine::Chunk& chunk, size_t row);

/// Appends one cell as plain text, for people and CSV: nothing for null, dynamic as JSON.
void AppendTextCell(std::string& out, const runtime::ColumnView& column, size_t row);

}  // namespace harrier::query
