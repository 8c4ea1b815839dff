#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "plan/node.h"

namespace harrier::engine::duckdb {

/// Ticks, both ends included.
struct TimeRange {
  int64_t from = std::numeric_limits<int64_t>::min();
  int64_t to = std::numeric_limits<int64_t>::max();
};

/// Makes a range cover another.
void Widen(std::optional<TimeRange>& range, TimeRange other);

/// What a scan's filter says of TimeGenerated: its comparisons with constants that must all hold. `columns`
/// are the scan's output. A range with from > to matches nothing.
TimeRange TimesWanted(const plan::Scan& scan, const std::vector<plan::Column>& columns);

}  // namespace harrier::engine::duckdb
