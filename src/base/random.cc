#include "base/random.h"

#include <bit>
#include <cmath>

namespace harrier {
namespace {

__extension__ using uint128 = unsigned __int128;

}  // namespace

uint64_t MixBits(uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

uint64_t StableHash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ull;
  }
  return MixBits(hash);
}

Random::Random(uint64_t seed) : seed_(seed) {
  uint64_t x = seed;
  for (uint64_t& word : state_) word = x = MixBits(x);
}

uint64_t Random::Next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

uint64_t Random::Below(uint64_t n) {
  return static_cast<uint64_t>((static_cast<uint128>(Next()) * n) >> 64);
}

int64_t Random::Between(int64_t low, int64_t high) {
  return low + static_cast<int64_t>(Below(static_cast<uint64_t>(high - low) + 1));
}

double Random::Unit() {
  return static_cast<double>(Next() >> 11) * 0x1.0p-53;
}

double Random::Exponential(double mean) {
  return -mean * std::log(1.0 - Unit());
}

double Random::Normal(double mean, double deviation) {
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += Unit();
  const double z = sum - 6.0;
  return mean + deviation * (z < -4 ? -4 : z > 4 ? 4 : z);
}

size_t Random::Skewed(size_t n) {
  const double u = Unit();
  return static_cast<size_t>(u * u * static_cast<double>(n));
}

}  // namespace harrier
