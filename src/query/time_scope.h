#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace harrier::query {

/// An ISO 8601 duration ("P7D", "PT1H30M", "PT3600.0S", "P1W"), in ticks. Years and months, whose length is
/// not fixed, are none.
std::optional<int64_t> ParseIsoDuration(std::string_view text);

/// A time scope as clients give it: a duration that ends now, or "start/end", "start/duration",
/// "duration/end" with datetimes. KQL's own spans ("7d") count as durations. Half-open, in ticks.
Result<std::pair<int64_t, int64_t>> ParseTimeScope(std::string_view text, int64_t now);

}  // namespace harrier::query
