#pragma once

#include <string>

#include "query/session.h"

namespace harrier::hunting {

/// A time over which a hunting query is counted: [to - span, to) in ticks.
struct HuntingWindow {
  int64_t to = 0;
  int64_t span = 0;

  int64_t from() const { return to - span; }
  /// The time just before it, as long.
  HuntingWindow Before() const { return {from(), span}; }
};

/// The request that runs a query over a window, at the moment `now` (ticks). A query that chooses its time
/// itself (Checked::has_own_time) is asked as if it were the window's end, with the tokens moved: a scope
/// would take its baseline away. Only what came after a window that ended before now is hidden from it, as it
/// would have been then. Any other query gets the window as its scope.
query::Request RequestOver(const HuntingWindow& window, std::string text, bool has_own_time, int64_t now);

}  // namespace harrier::hunting
