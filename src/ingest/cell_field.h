#pragma once

#include "ingest/record.h"
#include "runtime/column.h"

namespace harrier::ingest {

/// A cell as a field; its text is made in `scratch` where there is none.
Field FieldOfCell(std::string_view name, const runtime::ColumnView& column, size_t row, Scratch& scratch);

}  // namespace harrier::ingest
