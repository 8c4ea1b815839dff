#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"
#include "hunting/journal/log_row.h"

namespace harrier::hunting {

/// Appends rows in one batch for each table, in their order. `batch_id` with the table's name makes the
/// batch's own id: a repeated call adds nothing twice.
Status AppendRows(engine::Storage& storage, std::span<const LogRow> rows, const std::string& batch_id,
                  int64_t now);

}  // namespace harrier::hunting
