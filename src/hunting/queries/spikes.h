#pragma once

#include <optional>
#include <span>
#include <vector>

namespace harrier::hunting {

/// How far a count lies from those before it.
struct Spike {
  double median = 0;
  double deviation = 0;  // the median absolute deviation, of which a few wild days change nothing
  double score = 0;      // robust z-score: 0.6745 × (count - median) / deviation
  bool is_spike = false;
};

/// Compares a count with a history of at least five; nullopt if there are fewer. Where the history does not
/// vary at all, one row more or less counts as one deviation.
std::optional<Spike> SpikeOf(double count, std::span<const double> history);

}  // namespace harrier::hunting
