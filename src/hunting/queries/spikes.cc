#include "hunting/queries/spikes.h"

#include <algorithm>
#include <cmath>

namespace harrier::hunting {
namespace {

constexpr size_t kLeastHistory = 5;
/// The usual bound for robust z-scores (Iglewicz and Hoaglin).
constexpr double kSpikeScore = 3.5;
/// Makes the median absolute deviation of a normal distribution its standard deviation.
constexpr double kNormal = 0.6745;

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

std::optional<Spike> SpikeOf(double count, std::span<const double> history) {
  if (history.size() < kLeastHistory) return std::nullopt;
  Spike spike;
  spike.median = Median({history.begin(), history.end()});
  std::vector<double> distances;
  for (const double value : history) distances.push_back(std::abs(value - spike.median));
  spike.deviation = Median(std::move(distances));
  spike.score = kNormal * (count - spike.median) / (spike.deviation > 0 ? spike.deviation : 1);
  spike.is_spike = std::abs(spike.score) > kSpikeScore;
  return spike;
}

}  // namespace harrier::hunting
