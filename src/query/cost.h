#pragma once

#include <functional>
#include <string_view>

#include "engine/engine.h"
#include "query/admission.h"

namespace harrier::query {

/// How many rows a plan is expected to read or to make by range, about: of tables in a time window a part, of
/// counted rows little, and under a limit no more than it lets through.
uint64_t RowsToRead(const plan::Node& root, const std::function<engine::TableStats(std::string_view)>& stats);

/// What a query that reads so many rows costs.
Cost CostOf(uint64_t rows);

}  // namespace harrier::query
