#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace harrier {

/// The splitmix64 finaliser: spreads the bits of a counter or key evenly.
uint64_t MixBits(uint64_t x);

/// A stable 64-bit hash of text (FNV-1a, then mixed); the same on every machine.
uint64_t StableHash(std::string_view text);

/// Pseudo-random numbers (xoshiro256**, seeded by splitmix64). The same seed gives the same numbers
/// everywhere, which the standard library's distributions do not promise. Not for secrets.
class Random {
 public:
  explicit Random(uint64_t seed);

  uint64_t Next();
  /// Uniform in [0, n); n must be positive.
  uint64_t Below(uint64_t n);
  /// Uniform in [low, high], both included.
  int64_t Between(int64_t low, int64_t high);
  /// Uniform in [0, 1).
  double Unit();
  bool Chance(double probability) { return Unit() < probability; }
  /// Waiting time of a Poisson process with this mean.
  double Exponential(double mean);
  /// Roughly normal (sum of uniforms), bounded to four deviations.
  double Normal(double mean, double deviation);
  /// An element of an array, or of a container with size() and operator[].
  template <typename Container>
  const auto& Pick(const Container& from) {
    return from[Below(std::size(from))];
  }
  /// An index in [0, n) where small ones are much likelier: the square of a uniform.
  size_t Skewed(size_t n);

  /// An independent stream that depends on this one's seed and `key` only, not on how much was drawn.
  Random Fork(uint64_t key) const { return Random(MixBits(seed_ ^ MixBits(key))); }
  Random Fork(std::string_view key) const { return Fork(StableHash(key)); }

 private:
  uint64_t seed_;
  uint64_t state_[4];
};

}  // namespace harrier
