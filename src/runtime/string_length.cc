#include "runtime/kernel_of.h"

namespace harrier::runtime {
namespace {

// Kusto docs, strlen(): code points, not bytes.
int64_t StrLen(std::string_view s) {
  int64_t n = 0;
  for (const char c : s) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

int64_t StringSize(std::string_view s) {
  return static_cast<int64_t>(s.size());
}

}  // namespace

void AddStringLength(KernelRegistry& registry) {
  registry.Add(KernelOf<StrLen>("strlen"));
  registry.Add(KernelOf<StringSize>("string_size"));
}

}  // namespace harrier::runtime
