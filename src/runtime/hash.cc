#include "runtime/kernel_of.h"

// hash() and its kin (Kusto docs): xxHash64 with seed 0, over a text's UTF-8 or a number's eight bytes.
namespace harrier::runtime {
namespace {

constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;
constexpr uint64_t kPrime3 = 0x165667B19E3779F9ULL;
constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63ULL;
constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5ULL;

uint64_t Rotate(uint64_t x, int n) {
  return x << n | x >> (64 - n);
}

template <typename T>
T Load(const char* at) {
  T v;
  std::memcpy(&v, at, sizeof v);
  return v;
}

uint64_t Round(uint64_t sum, uint64_t lane) {
  return Rotate(sum + lane * kPrime2, 31) * kPrime1;
}

/// The xxHash64 of some bytes (xxHash specification, XXH64).
uint64_t XxHash64(std::string_view s) {
  const char* at = s.data();
  const char* const end = at + s.size();
  uint64_t h = kPrime5;
  if (s.size() >= 32) {
    uint64_t lanes[4] = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; end - at >= 32; at += 32) {
      for (int i = 0; i < 4; ++i) lanes[i] = Round(lanes[i], Load<uint64_t>(at + 8 * i));
    }
    h = Rotate(lanes[0], 1) + Rotate(lanes[1], 7) + Rotate(lanes[2], 12) + Rotate(lanes[3], 18);
    for (const uint64_t lane : lanes) h = (h ^ Round(0, lane)) * kPrime1 + kPrime4;
  }
  h += s.size();
  for (; end - at >= 8; at += 8) h = Rotate(h ^ Round(0, Load<uint64_t>(at)), 27) * kPrime1 + kPrime4;
  if (end - at >= 4) {
    h = Rotate(h ^ Load<uint32_t>(at) * kPrime1, 23) * kPrime2 + kPrime3;
    at += 4;
  }
  for (; at < end; ++at) h = Rotate(h ^ static_cast<unsigned char>(*at) * kPrime5, 11) * kPrime1;
  h = (h ^ h >> 33) * kPrime2;
  h = (h ^ h >> 29) * kPrime3;
  return h ^ h >> 32;
}

int64_t OfBytes(const void* data, size_t size) {
  return static_cast<int64_t>(XxHash64({static_cast<const char*>(data), size}));
}

int64_t HashText(std::string_view s) {
  return static_cast<int64_t>(XxHash64(s));
}
int64_t HashDynamic(Json json) {
  return HashText(json.text);
}
int64_t HashLong(int64_t v) {
  return OfBytes(&v, sizeof v);
}
int64_t HashReal(double v) {
  return OfBytes(&v, sizeof v);
}
int64_t HashDatetime(Ticks v) {
  return HashLong(v.value);
}
int64_t HashTimespan(Interval v) {
  return HashLong(v.value);
}

// What remains of a division by `mod`, never negative; 0 or less asks for the hash itself.
int64_t HashModulo(int64_t hash, int64_t mod) {
  if (mod <= 0) return hash;
  const int64_t rest = hash % mod;
  return rest < 0 ? rest + mod : rest;
}

// Mixes another hash in, each bit of both spread over the whole; the order counts. Not the cluster's own
// mixing, which is nowhere told.
int64_t HashCombine(int64_t seed, int64_t hash) {
  uint64_t h = Round(static_cast<uint64_t>(seed), static_cast<uint64_t>(hash));
  h = (h ^ h >> 33) * kPrime2;
  h = (h ^ h >> 29) * kPrime3;
  return static_cast<int64_t>(h ^ h >> 32);
}

}  // namespace

void AddHash(KernelRegistry& registry) {
  registry.Add(KernelOf<HashText>("hash_string"));
  registry.Add(KernelOf<HashDynamic>("hash_dynamic"));
  registry.Add(KernelOf<HashLong>("hash_long"));
  registry.Add(KernelOf<HashReal>("hash_real"));
  registry.Add(KernelOf<HashDatetime>("hash_datetime"));
  registry.Add(KernelOf<HashTimespan>("hash_timespan"));
  registry.Add(KernelOf<HashModulo>("hash_modulo"));
  registry.Add(KernelOf<HashCombine>("hash_combine"));
}

}  // namespace harrier::runtime
