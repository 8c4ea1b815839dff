#include <xxhash.h>

#include "runtime/kernel_of.h"

// hash() and its kin (Kusto docs): xxHash64 with seed 0, over a text's UTF-8 or a number's eight bytes.
namespace harrier::runtime {
namespace {

int64_t OfBytes(const void* data, size_t size) {
  return static_cast<int64_t>(XXH64(data, size, 0));
}

int64_t HashText(std::string_view s) {
  return OfBytes(s.data(), s.size());
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
  const int64_t both[2] = {seed, hash};
  return OfBytes(both, sizeof both);
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
